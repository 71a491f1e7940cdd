"""The job board: what clients of a Greenhouse board ask for. To everybody it shows what `/jobs/` shows to a visitor.
Parameters that it does not know it ignores, as that API does."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from careers.presenting.boards import Board, token_of
from careers.reading import Reading, View, public_answer
from config.kernel.requests import absolute

DIGITS = 15
"""Of an id, at most."""

Found = dict[str, Any] | None


def board_answer(view: Callable[..., Found]) -> View:
    """A view of the board of a token. Hands it the board and the id that the address names; None is answered 404, as
    that API does."""

    @wraps(view)
    def answer(request: HttpRequest, reading: Reading, token: str, number: str = "") -> HttpResponse:
        if token.casefold() != token_of(reading):
            return _not_found("Board")
        board = Board(reading, partial(absolute, request))
        if not number:
            return JsonResponse(view(request, board))
        usable = number.isascii() and number.isdigit() and len(number) <= DIGITS
        found = view(request, board, int(number)) if usable else None
        return _not_found(view.__name__.removeprefix("board_").capitalize()) if found is None else JsonResponse(found)

    return public_answer(answer, read=lambda request: Reading.of_visitor())


def _not_found(what: str) -> HttpResponse:
    return JsonResponse({"status": 404, "error": f"{what} not found"}, status=404)


def _asked(request: HttpRequest, name: str) -> bool:
    return request.GET.get(name) == "true"


def _tree(request: HttpRequest) -> bool:
    return request.GET.get("render_as") == "tree"


@board_answer
def board(request: HttpRequest, board: Board) -> Found:
    """The company. No query beside the reading's, as below."""
    return board.row


@board_answer
def board_jobs(request: HttpRequest, board: Board) -> Found:
    """One query; four with `content=true`. Beyond that API `pay_transparency=true` is heard here as well."""
    return board.jobs(content=_asked(request, "content"), pay=_asked(request, "pay_transparency"))


@board_answer
def board_job(request: HttpRequest, board: Board, number: int) -> Found:
    """Three queries."""
    return board.job(number, pay=_asked(request, "pay_transparency"), questions=_asked(request, "questions"))


@board_answer
def board_departments(request: HttpRequest, board: Board) -> Found:
    """One query."""
    return {"departments": board.departments(tree=_tree(request))}


@board_answer
def board_department(request: HttpRequest, board: Board, number: int) -> Found:
    """One query."""
    return board.department(number, tree=_tree(request))


@board_answer
def board_offices(request: HttpRequest, board: Board) -> Found:
    """One query."""
    return {"offices": board.offices(tree=_tree(request))}


@board_answer
def board_office(request: HttpRequest, board: Board, number: int) -> Found:
    """One query."""
    return board.office(number, tree=_tree(request))
