"""Names of projects and a few words that are often misspelt."""

import re
from collections.abc import Iterator

from hotseat.authoring.findings import found
from hotseat.authoring.prose import sentences
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder

RIGHT = {
    "AsyncIO": "asyncio",
    "Asyncio": "asyncio",
    "Cpython": "CPython",
    "cPython": "CPython",
    "Django Rest Framework": "Django REST framework",
    "FastApi": "FastAPI",
    "Fast API": "FastAPI",
    "Github": "GitHub",
    "Javascript": "JavaScript",
    "Json": "JSON",
    "MongoDb": "MongoDB",
    "MySql": "MySQL",
    "Numpy": "NumPy",
    "Postgres": "PostgreSQL",
    "PostGreSQL": "PostgreSQL",
    "PostgresSQL": "PostgreSQL",
    "Postgresql": "PostgreSQL",
    "PyPi": "PyPI",
    "Pypy": "PyPy",
    "RabbitMq": "RabbitMQ",
    "Sqlite": "SQLite",
    "Typescript": "TypeScript",
    "accomodate": "accommodate",
    "definately": "definitely",
    "dependant": "dependent",
    "existant": "existent",
    "idempotant": "idempotent",
    "occured": "occurred",
    "occurence": "occurrence",
    "recieve": "receive",
    "seperate": "separate",
    "succesful": "successful",
    "wether": "whether",
}
WRONG = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, RIGHT))})(?![\w-])")


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Search every sentence."""
    for file, text in sentences(folder):
        for word in sorted({match[0] for match in WRONG.finditer(text)}):
            yield found(folder, file, f"“{word}” is misspelt.", f"Write {RIGHT[word]}; code goes between backticks.")
