// A picture within the text: a figure with its caption, and with the alternative text and the credit of this use.
// It is kept as <figure data-picture="ID"><img alt="…"><figcaption>… <cite>Credit</cite></figcaption></figure>.
import { crel, Node, Plugin, pm } from "../django_prose_editor/editor.js";
import { choosePicture } from "./picker.js";

const { closeHistory } = pm.history;
const { DOMSerializer } = pm.model;
const { NodeSelection, TextSelection } = pm.state;
const FOREIGN =
  "Pictures can’t be pasted or dropped into the text: upload them to the library with the button Picture. Only the words were taken over.";

// -- to and from HTML ------------------------------------------------------------------------------

function creditOf(figure) {
  const caption = figure.querySelector("figcaption");
  const last = caption && caption.lastElementChild;
  return last && last.matches("cite") && !last.nextSibling ? last : null;
}

function attributesOf(figure) {
  const credit = creditOf(figure);
  return {
    picture: figure.dataset.picture,
    alt: figure.querySelector("img")?.getAttribute("alt") || "",
    credit: credit ? credit.textContent : "",
  };
}

function captionOf(figure) {
  const copy = figure.cloneNode(true);
  creditOf(copy)?.remove();
  return copy.querySelector("figcaption") || document.createElement("figcaption");
}

function written(node) {
  const { picture, alt, credit } = node.attrs;
  const figure = crel("figure", { "data-picture": picture }, [crel("img", { alt })]);
  if (!node.content.size && !credit) return figure;
  const caption = crel("figcaption");
  caption.append(DOMSerializer.fromSchema(node.type.schema).serializeFragment(node.content));
  if (credit) {
    if (node.content.size) caption.append(" ");
    caption.append(crel("cite", { textContent: credit }));
  }
  figure.append(caption);
  return figure;
}

// -- in the editor ---------------------------------------------------------------------------------

function field(label, value, onInput) {
  const input = crel("input", { type: "text", value, autocomplete: "off" });
  input.addEventListener("input", () => onInput(input.value));
  return [crel("label", { className: "figure-field" }, [crel("span", { textContent: label }), input]), input];
}

function button(label, onClick) {
  const made = crel("button", { type: "button", className: "figure-button", textContent: label });
  made.addEventListener("click", onClick);
  return made;
}

class Figure {
  constructor({ node, editor, getPos }, options) {
    Object.assign(this, { node, editor, getPos, options });
    this.image = crel("img", { className: "figure-image", draggable: false });
    this.contentDOM = crel("div", { className: "figure-caption", "data-placeholder": "Caption" });
    const set = (name) => (value) => this.set({ [name]: value });
    const [alt, altInput] = field("Alternative text", node.attrs.alt, set("alt"));
    const [credit, creditInput] = field("Credit", node.attrs.credit, set("credit"));
    this.inputs = { alt: altInput, credit: creditInput };
    creditInput.dataset.credit = "";
    this.lack = crel("p", { className: "figure-lack", textContent: "Say what it shows: a picture needs its alternative text." });
    const tools = [
      button("Move up", () => this.move(-1)),
      button("Move down", () => this.move(1)),
      button("Choose another…", () => this.chooseAnother()),
      button("Remove", () => this.remove()),
    ];
    this.fields = crel("div", { className: "figure-fields" }, [
      alt,
      this.lack,
      credit,
      crel("div", { className: "figure-tools", role: "group", "aria-label": "This picture" }, tools),
    ]);
    this.frame = crel("div", { className: "figure-frame" }, [this.image]);
    for (const part of [this.frame, this.fields]) part.contentEditable = "false";
    this.dom = crel("figure", { className: "figure-node" }, [this.frame, this.contentDOM, this.fields]);
    this.fields.addEventListener("keydown", (event) => this.onKey(event));
    this.show();
  }

  show() {
    const { picture, alt } = this.node.attrs;
    const address = this.options.thumbnail.replace("/0/", `/${picture}/`);
    if (this.image.getAttribute("src") !== address) this.image.src = address;
    this.image.alt = alt;
    for (const [name, input] of Object.entries(this.inputs)) {
      if (input.value !== this.node.attrs[name]) input.value = this.node.attrs[name];
    }
    this.lack.hidden = alt.trim() !== "";
    this.inputs.alt.setAttribute("aria-invalid", String(!this.lack.hidden));
    this.contentDOM.classList.toggle("figure-empty", !this.node.content.size);
  }

  set(attributes) {
    const { state, view } = this.editor;
    view.dispatch(state.tr.setNodeMarkup(this.getPos(), null, { ...this.node.attrs, ...attributes }));
  }

  move(by) {
    const at = this.getPos();
    const moved = moveFigure(this.editor, at, by);
    // The buttons moved along with the figure, and the focus with them.
    if (moved) this.editor.view.nodeDOM(moved.at)?.scrollIntoView({ block: "nearest" });
    else say(this.editor, by < 0 ? "The picture is the first already." : "The picture is the last already.");
  }

  async chooseAnother() {
    const chosen = await choosePicture();
    if (!chosen) return;
    const { picture } = this.node.attrs;
    const same = String(chosen.id) === String(picture);
    // Its words told of the picture that is gone.
    if (!same) this.set({ picture: String(chosen.id), alt: chosen.alt, credit: chosen.credit });
  }

  remove() {
    const at = this.getPos();
    this.editor.chain().command(({ tr }) => tr.delete(at, at + this.node.nodeSize)).focus().run();
  }

  onKey(event) {
    if (event.key === "Escape" || (event.key === "Enter" && event.target.matches("input"))) {
      // Else the form would be sent.
      event.preventDefault();
      const { state, view } = this.editor;
      const end = state.doc.resolve(this.getPos() + 1 + this.node.content.size);
      view.dispatch(state.tr.setSelection(TextSelection.near(end)));
      // At once: the editor's own way waits, and what is typed meanwhile would go into the field.
      view.focus();
    }
  }

  update(node) {
    if (node.type !== this.node.type) return false;
    this.node = node;
    this.show();
    return true;
  }

  selectNode() {
    this.dom.classList.add("figure-selected");
  }

  deselectNode() {
    this.dom.classList.remove("figure-selected");
  }

  stopEvent(event) {
    return this.fields.contains(event.target);
  }

  ignoreMutation(change) {
    return change.type !== "selection" && !this.contentDOM.contains(change.target);
  }
}

// The figure that the selection is in, or that is selected: its node and its place.
function figureAt({ selection }) {
  if (selection.node?.type.name === "picture") return { node: selection.node, at: selection.from };
  const { $from } = selection;
  for (let depth = $from.depth; depth > 0; depth--) {
    if ($from.node(depth).type.name === "picture") return { node: $from.node(depth), at: $from.before(depth) };
  }
  return null;
}

// The first field of the figure that the selection is in.
function fieldAt(editor) {
  const found = figureAt(editor.state);
  return found && editor.view.nodeDOM(found.at)?.querySelector(".figure-fields input");
}

// Changes its place with the block before or after it, within the same parent.
function moveFigure(editor, at, by) {
  const { state, view } = editor;
  const $at = state.doc.resolve(at);
  const node = $at.nodeAfter;
  const index = $at.index() + by;
  if (index < 0 || index >= $at.parent.childCount) return null;
  const other = $at.parent.child(index);
  const target = by < 0 ? at - other.nodeSize : at + other.nodeSize;
  const offset = state.selection.from - at;
  const tr = state.tr.delete(at, at + node.nodeSize).insert(target, node);
  if (offset > 0 && offset < node.nodeSize) tr.setSelection(TextSelection.near(tr.doc.resolve(target + offset)));
  else tr.setSelection(NodeSelection.create(tr.doc, target));
  view.dispatch(closeHistory(tr).scrollIntoView());
  // Undone alone, however soon the next thing is done.
  view.dispatch(closeHistory(view.state.tr));
  return { at: target };
}

// -- what is refused -------------------------------------------------------------------------------

export function say(editor, words) {
  const box = editor.view.dom.parentElement;
  let told = box.querySelector(".figure-told");
  if (!told) {
    told = crel("p", { className: "figure-told", role: "alert" });
    editor.view.dom.before(told);
  }
  told.textContent = words;
  clearTimeout(told.waiting);
  told.waiting = setTimeout(() => told.remove(), 15000);
}

function holdsForeign(data) {
  if (!data) return false;
  if (Array.from(data.files || []).some((file) => file.type.startsWith("image/"))) return true;
  const html = data.getData("text/html");
  if (!html) return false;
  const images = new DOMParser().parseFromString(html, "text/html").querySelectorAll("img, svg, picture, video, canvas");
  return Array.from(images).some((image) => !image.closest("figure[data-picture]"));
}

function refuseForeign(editor) {
  const look = (view, event, data) => {
    if (!holdsForeign(data)) return false;
    say(editor, FOREIGN);
    // A file alone brings nothing else along, and dropped it would take the page away.
    const isBare = !data.getData("text/html") && !data.getData("text/plain");
    if (isBare) event.preventDefault();
    return isBare;
  };
  return new Plugin({
    props: {
      handlePaste: (view, event) => look(view, event, event.clipboardData),
      handleDrop: (view, event, slice, isMoved) => !isMoved && look(view, event, event.dataTransfer),
    },
  });
}

// -- the extension ---------------------------------------------------------------------------------

export const Picture = Node.create({
  name: "picture",
  group: "block",
  content: "inline*",
  draggable: true,
  isolating: true,
  defining: true,

  addOptions() {
    return { thumbnail: "" };
  },

  addAttributes() {
    const hidden = { rendered: false };
    return { picture: { default: null, ...hidden }, alt: { default: "", ...hidden }, credit: { default: "", ...hidden } };
  },

  parseHTML() {
    return [{ tag: "figure[data-picture]", getAttrs: attributesOf, contentElement: captionOf }];
  },

  renderHTML({ node }) {
    return written(node);
  },

  addNodeView() {
    return (view) => new Figure(view, this.options);
  },

  addCommands() {
    return {
      insertPicture:
        ({ id, alt, caption, credit }) =>
        ({ tr, state, dispatch }) => {
          const content = caption ? state.schema.text(caption) : null;
          const figure = this.type.create({ picture: String(id), alt, credit }, content);
          if (!dispatch) return true;
          tr.replaceSelectionWith(figure, false);
          tr.doc.descendants((node, at) => {
            if (node === figure) tr.setSelection(TextSelection.create(tr.doc, at + 1 + node.content.size));
          });
          return true;
        },
    };
  },

  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "picture",
      groups: "nodes",
      priority: 90,
      button: buttons.material("image", "Picture"),
      option: crel("p", { textContent: "Picture" }),
      active: (editor) => editor.isActive("picture"),
      // In a cell it would leave the other columns no room.
      enabled: (editor) => !editor.isActive("picture") && !editor.isActive("table"),
      command: async (editor) => {
        const chosen = await choosePicture();
        if (!chosen) return editor.commands.focus();
        editor.chain().focus().insertPicture(chosen).scrollIntoView().run();
        // What it shows has to be said, the rest may be.
        if (!chosen.alt) fieldAt(editor)?.focus();
      },
    });
  },

  addKeyboardShortcuts() {
    const move = (by) => {
      const found = figureAt(this.editor.state);
      return Boolean(found) && (moveFigure(this.editor, found.at, by), true);
    };
    return {
      "Alt-ArrowUp": () => move(-1),
      "Alt-ArrowDown": () => move(1),
      // Its fields stand after the caption, wherever else in the text the browser would go.
      Tab: () => {
        const input = fieldAt(this.editor);
        input?.focus();
        return Boolean(input);
      },
      // A caption is one line of text: the next paragraph stands behind the figure.
      Enter: () => {
        const found = figureAt(this.editor.state);
        if (!found) return false;
        const end = found.at + found.node.nodeSize;
        return this.editor.chain().insertContentAt(end, { type: "paragraph" }).focus(end + 1).run();
      },
      // The first time it selects the figure, the second time it removes it.
      Backspace: () => {
        const { selection } = this.editor.state;
        const found = figureAt(this.editor.state);
        if (!found || selection.node || !selection.empty || selection.$from.parentOffset) return false;
        return this.editor.commands.setNodeSelection(found.at);
      },
    };
  },

  addProseMirrorPlugins() {
    return [refuseForeign(this.editor)];
  },
});
