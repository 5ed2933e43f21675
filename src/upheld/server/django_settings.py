"""Django's settings of a running installation, from the environment and the file that it names."""

from __future__ import annotations

import os

from upheld.server.configuration import Configuration
from upheld.server.keys import keys_of
from upheld.server.settings import settings_of

_configuration = Configuration.of(os.environ)
# Django asks for module attributes; they are worked out in one place, from one value.
globals().update(settings_of(_configuration, keys_of(_configuration)))
