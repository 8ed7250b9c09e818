// A link of the text: what is no address is refused in words, where the package's own dialog would drop it in silence.
import { Link as PackagesLink, updateAttrsDialog } from "../django_prose_editor/editor.js";
import { say } from "./figure.js";

// As newsroom/lib/html.py has it; what looks like the name of a site gets its protocol.
const ADDRESS = /^\s*(?:https?:\/\/|mailto:|\/(?![/\\])|#)/i;
const SITE = /^[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?$/;

function addressOf(typed) {
  const address = typed.trim();
  if (ADDRESS.test(address)) return address;
  return SITE.test(address) ? `https://${address}` : null;
}

export const Link = PackagesLink.extend({
  addCommands() {
    return {
      ...this.parent?.(),
      addLink:
        () =>
        ({ editor }) => {
          const isLink = editor.isActive("link");
          if (editor.state.selection.empty && !isLink) return false;
          const words = isLink ? { title: "Change the link", submitText: "Change" } : { title: "Link", submitText: "Link" };
          const asked = updateAttrsDialog({ href: { title: "Address", required: true } }, words);
          asked(editor, { href: editor.getAttributes("link").href }).then((typed) => {
            if (!typed) return editor.commands.focus();
            const href = addressOf(typed.href);
            if (href) return editor.chain().focus().extendMarkRange("link").setMark("link", { href }).run();
            say(editor, `“${typed.href}” is no address: begin with https://, mailto: or, for a page of ours, /.`);
            return editor.commands.focus();
          });
          return true;
        },
    };
  },

  addKeyboardShortcuts() {
    return {
      "Mod-k": () => {
        const asks = this.editor.commands.addLink();
        // Else the desk would look for shows and articles at the same time.
        if (asks) window.event?.stopPropagation();
        return asks;
      },
    };
  },
});
