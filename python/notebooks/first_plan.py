# %% [markdown]
# # A first plan from a data frame
#
# The bundled synthetic shop (invented data) as pandas frames: what to reorder, why, and what more money or longer lead times would change.
# Made by running `python/notebooks/make_notebooks.py`.
# %%
import pandas as pd
import twobin

shop = "../datasets/synthetic-shop/"
sales = pd.read_csv(shop + "sales.csv", dtype={"item": str, "location": str})
items = pd.read_csv(shop + "items.csv", dtype={"item": str, "location": str})
sales.head(3)
# %% [markdown]
# One budget for the stock of all items; the keys are those of the plan file.
# %%
plan = twobin.plan(sales, items, budget=40_000, weight="units", period="week", as_of="2026-01-01",
                   defaults={"lead_time_days": 21, "lead_time_sd_days": 5, "review_period_days": 7, "unit_cost_share_of_price": 0.5})
plan
# %% [markdown]
# What to order today, the largest amounts first.
# %%
orders = plan.orders()
orders.sort_values("value", ascending=False)[["supplier", "item", "location", "units", "value", "need_by"]].head(8)
# %% [markdown]
# Why the first of them?
# %%
first = orders.sort_values("value", ascending=False).iloc[0]
name = first["item"] if first["location"] == "main" else f"{first['item']}@{first['location']}"
print(plan.explain(name))
# %%
plan.chart("stock", name)
# %%
plan.chart("demand", name)
# %% [markdown]
# What if deliveries took a fifth longer, or there were a fifth more money?
# %%
rows = {"plan": plan.totals}
for label, changes in {"lead times +20%": {"lead_time": "+20%"}, "budget +20%": {"budget": "+20%"}}.items():
    rows[label] = plan.whatif(**changes).totals
pd.DataFrame(rows).loc[["average_inventory_value", "expected_backorders", "fill_rate"]].T
# %% [markdown]
# Keep the run for the page (`twobin serve`) and the other commands: `plan.save("out")`.
