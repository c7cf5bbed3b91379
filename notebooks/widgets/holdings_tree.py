"""The holdings of a bond as a tree: issuer depository, nominee accounts, end owners (穿透), at any past moment."""

from __future__ import annotations

from typing import Any, ClassVar

import ipywidgets as widgets

from notebooks.widgets.panel import Panel
from notebooks.widgets.tree import Tree

_NAMED = {"description_width": "9em"}


class HoldingsTree(Panel):
    """Sees through every nominee with a regulator's eyes. :meth:`load` fills it; a press draws it anew."""

    title: ClassVar[str] = "Who holds it"
    explains = (
        "From the issuer depository through every nominee account to the end owners, with a regulator's eyes."
    )

    def __init__(self, market: Any, language: str = "en") -> None:
        """A tree over ``market``, empty until :meth:`load`."""
        super().__init__(market, language)
        self.bond = widgets.Dropdown(layout={"width": "26em"}, style=_NAMED)
        self.moment = widgets.Text(layout={"width": "26em"}, style=_NAMED, continuous_update=False)
        self.look = widgets.Button(layout={"width": "12em"}, button_style="primary")
        self.tree = Tree()
        self.names: dict[int, str] = {}
        self.on_click(self.look, self._look)
        self.bond.observe(self._turn_bond, "value")
        self.body = widgets.VBox([widgets.HBox([self.bond, self.moment, self.look]), self.tree])

    async def load(self) -> HoldingsTree:
        """Fill the list of bonds, and draw the first one's tree."""
        for custodian in self.market.blueprint.with_role("custodian"):
            for one in await self.market.custodian(custodian).accounts():
                self.names[one.account] = one.name
        bonds = [one.code for one in await self.market.assets() if one.kind == 1 and one.issued]
        self.fill(self.bond, bonds)
        if not bonds:
            self.tell("rest", "No bond has been issued yet.")
        await self.idle()
        return self

    def relabel(self) -> None:
        """Name the fields, and draw the tree with its words."""
        say = self.say
        self.bond.description, self.moment.description = say("Bond"), say("As of")
        self.moment.placeholder = say("now, date, time or commit")
        self.look.description = say("Look")
        self.tree.heads = [say(one) for one in ("Holder", "Units", "Face, yuan", "Share")]
        if self.bond.value:
            self.do(self._look())

    def _turn_bond(self, change: dict[str, Any]) -> None:
        if change["new"]:
            self.do(self._look())

    async def _look(self) -> None:
        moment: str | int | None = self.moment.value.strip() or None
        if moment is not None and str(moment).isdigit() and len(str(moment)) < 8:
            moment = int(str(moment))
        seen = await self.market.regulator.see_through(bond=self.bond.value, as_of=moment)
        issued = sum(one.units for one in seen.tree)
        face = sum(one.face_fen for one in seen.tree)
        top = self._row(self.bond.value, "", self.bond.value, "", (issued, face, issued), "instrument")
        rows = [top]
        for one in seen.rows:
            parent = str(one.nominee) if one.nominee else self.bond.value
            if one.held_for:
                label, note, kind = (
                    self.say("Nominee account of {name}", name=one.held_for),
                    one.gateway,
                    "nominee",
                )
            else:
                label = self.names.get(one.account, self.say("owner {owner}", owner=one.owner[:10]))
                note, kind = one.gateway, "owner"
            sums = (one.units, one.face_fen, issued)
            rows.append(self._row(str(one.account), parent, label, note, sums, kind))
        self.tree.rows = rows
        self.tree.opened = [row["id"] for row in rows if row["kind"] != "owner"]
        self.tell(
            "good",
            "Seen through after commit {commit}: {count} end owners.",
            commit=seen.at.commit,
            count=len(seen.ends),
        )

    @staticmethod
    def _row(
        name: str, parent: str, label: str, note: str, sums: tuple[int, int, int], kind: str
    ) -> dict[str, Any]:
        units, face, issued = sums
        share = f"{units / issued:.2%}" if issued else ""
        cells = [f"{units:,}", f"{face // 100:,}", share]
        return {"id": name, "parent": parent, "label": label, "note": note, "cells": cells, "kind": kind}
