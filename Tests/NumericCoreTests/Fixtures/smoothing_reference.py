"""Reference values for exponential smoothing at fixed smoothing parameters: smoothing_reference.json

For each model, statsmodels' ETSModel gives the one-step errors for a given initial state. They are linear in it, so numpy's
least squares on ETSModel's own errors gives the best initial state; sum of squares and forecasts follow from ETSModel again.

Usage: python smoothing_reference.py      (statsmodels, numpy)
"""
import json
import numpy as np
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

n, m, h = 26, 4, 6
t = np.arange(n)
y = np.round(50 + 0.8 * t + np.array([5, -3, 4, -6])[t % m] + 6 * np.sin(1.7 * t * t), 3)
cases = []
for trend in ("N", "A", "Ad"):
    for season in (0, m):
        alpha, beta, gamma, phi = 0.3, 0.1, 0.2, 0.9
        model = ETSModel(y, error="add", trend=None if trend == "N" else "add", damped_trend=trend == "Ad",
                         seasonal="add" if season else None, seasonal_periods=season or None, initialization_method="estimated")
        names = model.param_names
        fixed = {"smoothing_level": alpha, "smoothing_trend": beta, "smoothing_seasonal": gamma, "damping_trend": phi}
        free = [i for i, name in enumerate(names) if name.startswith("initial")]

        def errors(state):
            parameters = np.array([fixed.get(name, 0.0) for name in names])
            parameters[free] = state
            return np.asarray(model.smooth(parameters).resid), model.smooth(parameters)

        zero = errors(np.zeros(len(free)))[0]
        X = np.column_stack([zero - errors(np.eye(len(free))[i])[0] for i in range(len(free))])
        best = np.linalg.lstsq(X, zero, rcond=1e-12)[0]
        e, fit = errors(best)
        cases.append(dict(trend=trend, season=season, alpha=alpha, beta=beta if trend != "N" else 0, gamma=gamma if season else 0,
                          phi=phi if trend == "Ad" else 1, sum_of_squares=float(e @ e), forecast=[float(v) for v in fit.forecast(h)]))
json.dump(dict(y=[float(v) for v in y], cases=cases), open("smoothing_reference.json", "w"), indent=1)
