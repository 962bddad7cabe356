"""The language and the time zone that a preset gave to the site, kept under `VAR_DIR` for its next starts."""

import json

NAMES = ("LANGUAGE_CODE", "TIME_ZONE")


def kept(var_dir):
    """Return the settings that were kept, by their names; none where no preset has filled the site yet."""
    path = _path(var_dir)
    return json.loads(path.read_text()) if path.exists() else {}


def keep(var_dir, language, time_zone):
    new = _path(var_dir).with_suffix(".new")
    new.write_text(json.dumps(dict(zip(NAMES, (language, time_zone), strict=True))))
    new.replace(_path(var_dir))


def _path(var_dir):
    return var_dir / "locality.json"
