# %% [markdown]
# # Beside statsforecast on a public panel
#
# Monthly prescriptions in Australia (336 real series, 204 months, `datasets/pbs-prescriptions`): Twobin and statsforecast's AutoETS and AutoTheta forecast the
# last twelve months, which neither has seen. One origin on one panel is an illustration, not a verdict.
# Made by running `python/notebooks/make_notebooks.py`.
# %%
import time
import warnings
from functools import partial

warnings.simplefilter("ignore")

import pandas as pd
import twobin
from statsforecast import StatsForecast
from statsforecast.models import AutoETS, AutoTheta
from utilsforecast.evaluation import evaluate
from utilsforecast.losses import coverage, mase, rmsse, scaled_crps

sales = pd.read_csv("../datasets/pbs-prescriptions/sales.csv.gz")
sales.columns
# %%
df = sales.rename(columns={"item": "unique_id", "date": "ds", "quantity": "y"})
df["unique_id"] = df["unique_id"] + "@" + df["location"]
df["ds"] = pd.to_datetime(df["ds"])
df = df.groupby(["unique_id", "ds"], as_index=False)["y"].sum()
# Series that are sold up to the end; a month without a row is a month without prescriptions.
months = pd.date_range(df["ds"].min(), df["ds"].max(), freq="MS")
df = (df.set_index(["unique_id", "ds"])["y"].unstack().reindex(columns=months).fillna(0).stack().rename("y").rename_axis(["unique_id", "ds"]).reset_index())
cut = months[-13]
train, test = df[df["ds"] <= cut], df[df["ds"] > cut]
f"{df['unique_id'].nunique()} series, {len(months)} months, tested on {test['ds'].min():%B %Y} to {test['ds'].max():%B %Y}"
# %%
cpu = time.process_time()
ours = twobin.forecast(train, 12, level=[80], threads=1)
times = {"twobin": time.process_time() - cpu}
cpu = time.process_time()
theirs = StatsForecast(models=[AutoETS(season_length=12), AutoTheta(season_length=12)], freq="MS", n_jobs=1).forecast(df=train, h=12, level=[80])
times["AutoETS and AutoTheta together"] = time.process_time() - cpu
pd.Series(times, name="processor seconds (the first call of statsforecast compiles)").round(2).to_frame()
# %%
both = test.merge(ours, on=["unique_id", "ds"]).merge(theirs, on=["unique_id", "ds"])
scores = evaluate(both, metrics=[coverage, scaled_crps], models=["twobin", "AutoETS", "AutoTheta"], level=[80])
point = evaluate(both, metrics=[partial(mase, seasonality=12), partial(rmsse, seasonality=12)], models=["twobin", "AutoETS", "AutoTheta"], train_df=train)
every = pd.concat([point, scores]).groupby("metric")[["twobin", "AutoETS", "AutoTheta"]]
# Medians over the series: some are hardly prescribed, and a mean of scaled errors is theirs alone. Coverage is a share: its mean.
every.median().drop("coverage_level80").rename(lambda name: f"{name} (median)").T.join(
    every.mean().loc[["coverage_level80"]].rename(lambda name: f"{name} (mean)").T).T.round(3)
# %%
import matplotlib.pyplot as plt

one = both[both["unique_id"] == both.groupby("unique_id")["y"].sum().idxmax()]
history = train[train["unique_id"] == one["unique_id"].iloc[0]].tail(48)
figure, axes = plt.subplots(figsize=(9, 3.5))
axes.plot(history["ds"], history["y"], color="0.4", label="history")
axes.plot(one["ds"], one["y"], "k.", label="what came")
axes.fill_between(one["ds"], one["twobin-lo-80"], one["twobin-hi-80"], alpha=0.25, label="twobin, 80%")
for name in ["twobin", "AutoETS", "AutoTheta"]:
    axes.plot(one["ds"], one[name], label=name)
axes.set_title(f"Prescriptions a month: {one['unique_id'].iloc[0]}")
axes.legend(fontsize=8);
