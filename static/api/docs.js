"use strict";

const place = document.getElementById("api-description");

// Its dark colors follow a class rather than what the reader asked of the system.
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();

// The layout that comes along brings a second main landmark, a second first heading and a choice of one server.
const withinOurPage = ({ React }) => ({
  components: {
    WithinOurPage: ({ getComponent, specSelectors }) => {
      const status = specSelectors.loadingStatus();
      if (status === "loading" || status === undefined) {
        return React.createElement("p", { role: "status" }, "The description is on its way …");
      }
      if (status !== "success") {
        return React.createElement("p", { role: "alert" }, "The description could not be fetched: load this page again.");
      }
      const part = (name, container) => React.createElement(getComponent(name, container));
      return React.createElement(
        "div",
        { className: "swagger-ui" },
        part("SvgAssets"),
        part("operations", true),
        part("Models", true),
      );
    },
  },
});

window.SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  layout: "WithinOurPage",
  plugins: [withinOurPage],
  // A link within the button that opens an address could be reached by no key.
  deepLinking: false,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  supportedSubmitMethods: ["get"],
  tryItOutEnabled: true,
  validatorUrl: null,
});
