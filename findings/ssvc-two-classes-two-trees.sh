#!/usr/bin/env bash
# ssvc 1.2.3 against the table in certcc-ssvc 2026.10.0 (PyPI): CISA's decision about a vulnerability.
#
# CISA's tree has 36 leaves. certcc-ssvc, by those who made SSVC, has them as a table, which is read here as text (the package is
# for a later Python). A good guess: the two classes of ssvc give the same 36 answers. Decision raises one: no exploitation, not
# automatable, partial impact, high mission impact is Track* instead of Track. The older class has that one right, but for what
# is automatable it says Track instead of Attend: what is to be attended to is left alone.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ssvc==1.2.3
venv/bin/pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --python-version 3.12 certcc-ssvc==2026.10.0

cat >look.py <<'END'
import ast
import glob
import itertools
import warnings
import zipfile

from ssvc import Decision, LegacyDecision

warnings.simplefilter("ignore")
source = zipfile.ZipFile(glob.glob("certcc_ssvc-*.whl")[0]).read("ssvc/decision_tables/cisa/cisa_coordinate_dt.py")
mapping = next(word.value for word in ast.walk(ast.parse(source)) if isinstance(word, ast.keyword) and word.arg == "mapping")
names = {"T": "track", "T*": "track_star", "AT": "attend", "AC": "act"}
table = {tuple(row.values())[:4]: names[tuple(row.values())[4]] for row in ast.literal_eval(mapping)}
print(len(table), "leaves")
ways = (("none", "poc", "active"), ("no", "yes"), ("partial", "total"), ("low", "medium", "high"))
for exploitation, automatable, technical, mission in itertools.product(*ways):
    right = table[tuple(word[0].upper() for word in (exploitation, automatable, technical, mission))]
    known = {"exploitation": exploitation, "automatable": automatable, "technical_impact": technical}
    new = Decision("cisa", mission_wellbeing_impact=mission, **known)
    old = LegacyDecision(mission_wellbeing=mission, **known)
    answers = new.outcome.action.value, old.outcome.action.name.lower()
    if answers != (right, right):
        print(*known.values(), mission, "table:", right, "Decision:", answers[0], "LegacyDecision:", answers[1])
END

cat >expected <<'END'
36 leaves
none no partial high table: track Decision: track_star LegacyDecision: track
none yes partial high table: attend Decision: attend LegacyDecision: track
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
