// Views as tabs: one tab stop, arrow keys between them, and the address says which one is seen.

export class Tabs {
  constructor(root, onChange) {
    this.tabs = [...root.querySelectorAll('[role="tab"]')];
    this.onChange = onChange;
    root.addEventListener("click", (event) => {
      const tab = event.target.closest('[role="tab"]');
      if (tab) {
        location.hash = tab.dataset.view;
      }
    });
    root.addEventListener("keydown", (event) => this.move(event));
    window.addEventListener("hashchange", () => this.adjust(true));
    this.adjust(false);
  }

  move(event) {
    const at = this.tabs.indexOf(document.activeElement);
    const last = this.tabs.length - 1;
    const to = {
      ArrowLeft: at === 0 ? last : at - 1,
      ArrowRight: at === last ? 0 : at + 1,
      Home: 0,
      End: last,
    }[event.key];
    if (at >= 0 && to !== undefined) {
      event.preventDefault();
      this.tabs[to].focus();
      location.hash = this.tabs[to].dataset.view;
    }
  }

  /** Shows the view that the address names; an address that names none leaves the view as it is. */
  adjust(tell) {
    const named = this.tabs.find((tab) => `#${tab.dataset.view}` === location.hash);
    const seen = named ?? this.tabs.find((tab) => tab.getAttribute("aria-selected") === "true");
    for (const tab of this.tabs) {
      tab.setAttribute("aria-selected", String(tab === seen));
      tab.tabIndex = tab === seen ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = tab !== seen;
    }
    this.view = seen.dataset.view;
    if (tell) {
      this.onChange();
    }
  }
}
