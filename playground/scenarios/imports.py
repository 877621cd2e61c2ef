"""Imports: a design from a file that somebody chose."""

from typing import Any

import pydantic
from django.core.files.uploadedfile import UploadedFile
from ninja.errors import HttpError

from playground.core.answers import problem_sentence
from playground.core.parsing import read_json
from playground.core.schemas import Design
from simulator import limits


class ImportRefused(Exception):
    """The file holds no design; the message is a sentence for the user."""


def document_of_upload(file: object) -> dict[str, Any]:
    """The document in an uploaded file. Raises ImportRefused.

    Problems in it are welcome: the editor shows them. It only has to have a design's shape.
    """
    if not isinstance(file, UploadedFile):
        raise ImportRefused("No file was chosen. Choose one that was exported here.")
    if (file.size or 0) > limits.DOCUMENT_BYTES_MAX:
        megabytes = limits.DOCUMENT_BYTES_MAX / 1e6
        raise ImportRefused(f"The file is larger than {megabytes:g} MB, the most a design may be.")
    try:
        return Design.model_validate(read_json(file.read())).model_dump()
    except HttpError as error:
        raise ImportRefused(f"“{file.name}” cannot be read. {error}") from None
    except pydantic.ValidationError as error:
        first = problem_sentence(error.errors(include_url=False, include_input=False)[0])
        raise ImportRefused(f"“{file.name}” holds no design. {first}") from None
