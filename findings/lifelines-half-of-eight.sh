#!/usr/bin/env bash
# lifelines 0.30.3 and statsmodels 0.15.0 (PyPI): whether half of the hosts are ready, when exactly half of them are.
#
# Of N hosts one becomes ready on each of the first N/2 days, the others still wait: after day N/2 the share that is not
# ready (Kaplan-Meier) is exactly one half, so a good guess is that one rule holds for every N. lifelines means by the
# median the first day on which the share is at most one half: it has one for some numbers of hosts, and for others (8 on
# the machine where this was first seen) infinity, which is how it says never. statsmodels means the first day on which the
# share is below one half, which no N has, and finds one for some N. Both add logarithms, and the last digit decides.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check lifelines==0.30.3 statsmodels==0.15.0

cat >look.py <<'END'
from fractions import Fraction

import numpy as np
from lifelines import KaplanMeierFitter
from statsmodels.duration.survfunc import SurvfuncRight

shares, found = set(), {"lifelines": set(), "statsmodels": set()}
for hosts in range(2, 101, 2):
    days = np.arange(1.0, hosts + 1)
    ready = np.array([1] * (hosts // 2) + [0] * (hosts // 2))
    share = Fraction(1)
    for at_risk in range(hosts, hosts // 2, -1):
        share *= 1 - Fraction(1, at_risk)
    shares.add(share)
    found["lifelines"].add(bool(np.isfinite(KaplanMeierFitter().fit(days, ready).median_survival_time_)))
    found["statsmodels"].add(bool(np.isfinite(SurvfuncRight(days, ready).quantile(0.5))))

print("not ready after half of 2, 4 .. 100 hosts, in fractions:", *shares)
for library, answers in found.items():
    print(library, "has a median:", {(True,): "always", (False,): "never", (False, True): "for some"}[tuple(sorted(answers))])
END

cat >expected <<'END'
not ready after half of 2, 4 .. 100 hosts, in fractions: 1/2
lifelines has a median: for some
statsmodels has a median: for some
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
