"""`lineage.json` beside what OpenLineage's own client (openlineage-python) writes for the same event."""

import json
import os
import pathlib
import unittest
import urllib.parse

from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, Run, RunEvent, RunState
from openlineage.client.facet_v2 import input_statistics_input_dataset, output_statistics_output_dataset
from openlineage.client.serde import Serde

LINEAGE = pathlib.Path(os.environ.get("CHECK_OUT", "out/demo")) / "lineage.json"


def plain(facet):
    """The members of a facet that are its own."""
    return {name: value for name, value in facet.items() if not name.startswith("_")}


class LineageOfTheDemo(unittest.TestCase):
    def setUp(self):
        self.found = json.loads(LINEAGE.read_text(encoding="utf-8"))

    def custom_facets(self):
        places = [self.found["run"], self.found["job"], *self.found["inputs"], *self.found["outputs"]]
        return [(place["facets"], name) for place in places for name in list(place["facets"])]

    def test_the_event_is_the_one_that_the_client_writes(self):
        producer = self.found["producer"]
        inputs = [
            InputDataset(
                namespace=one["namespace"], name=one["name"],
                inputFacets={"inputStatistics": input_statistics_input_dataset.InputStatisticsInputDatasetFacet(
                    producer=producer, **plain(one["inputFacets"]["inputStatistics"]))})
            for one in self.found["inputs"]]
        outputs = [
            OutputDataset(
                namespace=one["namespace"], name=one["name"],
                outputFacets={"outputStatistics": output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(
                    producer=producer, **plain(one["outputFacets"]["outputStatistics"]))})
            for one in self.found["outputs"]]
        event = RunEvent(
            eventType=RunState[self.found["eventType"]], eventTime=self.found["eventTime"], producer=producer,
            run=Run(runId=self.found["run"]["runId"]), job=Job(namespace="twobin", name="plan"), inputs=inputs, outputs=outputs)
        for facets, name in self.custom_facets():
            del facets[name]
        self.assertGreater(len(inputs), 1)
        self.assertGreater(len(outputs), 5)
        self.assertEqual(json.loads(Serde.to_json(event)), self.found)

    def test_every_other_facet_is_marked_as_twobins_own(self):
        for facets, name in self.custom_facets():
            self.assertRegex(name, "^twobin_[a-z_]+$")
            for address in ("_producer", "_schemaURL"):
                self.assertTrue(urllib.parse.urlparse(facets[name][address]).scheme, facets[name])


if __name__ == "__main__":
    unittest.main()
