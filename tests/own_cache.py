"""What is run under test keeps nothing in the user's own cache: importing this module points STRATA_CACHE to a
directory that goes with this process, unless it says already where to (./dev test: one per suite, empty at first)."""
import atexit
import os
import shutil
import tempfile

if "STRATA_CACHE" not in os.environ:
    os.environ["STRATA_CACHE"] = tempfile.mkdtemp(prefix="strata-cache-")
    atexit.register(shutil.rmtree, os.environ["STRATA_CACHE"], ignore_errors=True)
