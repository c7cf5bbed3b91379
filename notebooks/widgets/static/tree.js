// A tree of rows that open and close. `rows`: [{id, parent, label, note, cells: [text], kind}], parents before
// children; `heads`: names of the columns; `opened`: ids of the rows whose children are shown.
function render({ model, el }) {
  const table = document.createElement("table");
  table.className = "lianjie-tree";
  el.appendChild(table);

  function toggle(id) {
    const open = new Set(model.get("opened"));
    open.has(id) ? open.delete(id) : open.add(id);
    model.set("opened", [...open]);
    model.save_changes();
    draw();
  }

  function cell(row, text, tag = "td") {
    const made = document.createElement(tag);
    made.textContent = text;
    row.appendChild(made);
    return made;
  }

  function draw() {
    const rows = model.get("rows");
    const open = new Set(model.get("opened"));
    const byId = new Map(rows.map((one) => [one.id, one]));
    const parents = new Set(rows.map((one) => one.parent));
    const depth = (one) => (byId.has(one.parent) ? 1 + depth(byId.get(one.parent)) : 0);
    const shown = (one) => !byId.has(one.parent) || (open.has(one.parent) && shown(byId.get(one.parent)));
    table.replaceChildren();
    const head = table.createTHead().insertRow();
    for (const name of model.get("heads")) cell(head, name, "th");
    const body = table.createTBody();
    for (const one of rows) {
      if (!shown(one)) continue;
      const row = body.insertRow();
      row.dataset.id = one.id;
      row.className = `kind-${one.kind}`;
      const first = row.insertCell();
      first.style.paddingLeft = `${0.4 + 1.4 * depth(one)}em`;
      const mark = document.createElement("button");
      mark.className = "mark";
      mark.textContent = parents.has(one.id) ? (open.has(one.id) ? "▾" : "▸") : "";
      mark.disabled = !parents.has(one.id);
      mark.setAttribute("aria-expanded", String(open.has(one.id)));
      mark.setAttribute("aria-label", one.label);
      mark.onclick = () => toggle(one.id);
      first.append(mark, document.createTextNode(` ${one.label} `));
      const note = document.createElement("span");
      note.className = "note";
      note.textContent = one.note;
      first.appendChild(note);
      for (const text of one.cells) cell(row, text).className = "number";
    }
  }

  for (const name of ["rows", "opened", "heads"]) model.on(`change:${name}`, draw);
  draw();
}
export default { render };
