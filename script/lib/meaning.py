"""The process that holds the model of meaning; started by beside.py with the number of its listening socket.

Of Django's apps it loads the search engine alone, which takes half the memory of the whole portal.
"""

import os
import socket
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
# What is computed in several threads takes the processors of the readers, and each thread takes memory.
os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

import django
from django.conf import settings

settings.INSTALLED_APPS = ["search"]
django.setup()

from search.meaning.serving import Serving  # noqa: E402


def main():
    threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
    Serving(socket.socket(fileno=int(sys.argv[1]))).run()


def end_with(starter):
    while os.getppid() == starter:
        time.sleep(0.5)
    os._exit(0)


if __name__ == "__main__":
    main()
