"""The service as a WSGI application, for any server that runs one: the public page first, and Django behind it."""

from __future__ import annotations

import atexit
import gc

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from upheld.server.installed import installation
from upheld.server.statuspage.answering import SnapshotFirst
from upheld.server.statuspage.loaded import Shelf

_django = get_wsgi_application()
application = SnapshotFirst(_django, Shelf(installation().data_dir))
# Every route and what it needs is loaded now, not with the first request.
_ = get_resolver().url_patterns
# What is loaded stays: 200,000 objects, through which the collector would look while a request waits, for an eighth of
# a second (seen), and find nothing.
gc.collect()
gc.freeze()
# At the end it may go again: DuckDB complains in forty lines of each of its own that Python leaves lying.
atexit.register(gc.unfreeze)
# What comes and goes is collected while it is young. All that has stayed since (texts that were read, pages that were
# drawn) is looked through once in thousands of requests and not once in ten: each time, one of them waits for 30 ms.
gc.set_threshold(2_000, 10, 200)
