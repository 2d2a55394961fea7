/* Leads from a line that names something missing or wrong to its field, opening what is folded on the way. */
(() => {
  const place = (link) => {
    const name = link.hash.slice(1)
    const field = link.dataset.field
    return (name && document.getElementById(name)) || (field && document.querySelector(`.field-${CSS.escape(field)}`))
  }
  const lead = (target) => {
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true
    target.querySelectorAll("details.fold").forEach((fold) => { fold.open = true })
    const editor = window.CKEDITOR && window.CKEDITOR.instances[target.id]
    const box = editor ? editor.container.$ : target.closest(".field") || target
    box.scrollIntoView({ block: "center" })
    if (editor) return editor.focus()
    const control = target.matches("input, select, textarea") ? target : target.querySelector("input:not([type=hidden]):not([id*=__prefix__]), select:not([id*=__prefix__]), textarea:not([id*=__prefix__])")
    if (control) control.focus({ preventScroll: true })
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-field], .errornote a[href^='#']")
    const target = link && link.pathname === location.pathname && place(link)
    if (!target) return
    event.preventDefault()
    lead(target)
  })
  const arrive = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)))
    if (target && target.closest("form")) setTimeout(() => lead(target), 600) // after the editor has taken its place
    else document.getElementById("errors")?.focus()
  }
  // 制定过程 opens as soon as the five questions make the document a normative one.
  const questions = [...document.querySelectorAll("input[name=normative_answers]")]
  const making = document.getElementById("making-fold")
  const judge = () => { if (making && questions.length && questions.every((box) => box.checked)) making.open = true }
  questions.forEach((box) => box.addEventListener("change", judge))
  // Ground and reason are asked only of what is not published on our own motion; scope only of what is.
  const attribute = () => {
    const chosen = document.querySelector("input[name=attribute]:checked")?.value
    const show = (name, shown) => document.querySelectorAll(`.change-form .field-${name}`).forEach((field) => { (field.closest(".form-row") || field).hidden = !shown })
    show("attribute_ground", chosen && chosen !== "proactive")
    show("attribute_reason", chosen && chosen !== "proactive")
    show("scope", !chosen || chosen === "proactive")
  }
  document.querySelectorAll("input[name=attribute]").forEach((radio) => radio.addEventListener("change", attribute))
  // The term asks only for what belongs to the kind that was chosen.
  const term = () => {
    const kind = document.getElementById("id_term_kind")?.value
    if (!kind) return
    const show = (name, shown) => document.querySelectorAll(`.field-${name}`).forEach((field) => { field.hidden = !shown })
    show("term_months", kind === "length")
    show("expires_on", kind === "date" || kind === "length")
  }
  document.getElementById("id_term_kind")?.addEventListener("change", term)
  // Questions that only one answer raises.
  const only = (asker, answers, names) => {
    const boxes = [...document.querySelectorAll(`.sheet input[name=${asker}]`)]
    const judge = () => {
      const chosen = boxes.find((box) => box.checked)?.value
      names.forEach((name) => document.querySelectorAll(`.sheet .field-${name}`).forEach((field) => {
        (field.closest(".form-row") || field).hidden = !answers.includes(chosen) && !field.querySelector(".errorlist")
      }))
    }
    if (boxes.length > 1) { boxes.forEach((box) => box.addEventListener("change", judge)); judge() }
  }
  only("conclusion", ["referred"], ["referred_to", "answer"])
  only("when", ["later"], ["at"])
  only("kind", ["merged"], ["into"])
  // The searching list takes the words of its label.
  const label = () => document.querySelectorAll("select.admin-autocomplete").forEach((list) => {
    const words = document.querySelector(`label[for="${CSS.escape(list.id)}"]`)?.textContent.trim() || "查找文件"
    list.nextElementSibling?.querySelectorAll("[role]").forEach((part) => { part.removeAttribute("aria-labelledby"); part.setAttribute("aria-label", words) })
  })
  for (const wait of [0, 200, 800, 2500]) setTimeout(label, wait) // it is built some time after the page
  document.addEventListener("formset:added", () => setTimeout(label, 50))
  // A second press while the first is under way sends nothing twice.
  document.addEventListener("submit", (event) => {
    const form = event.target
    if (form.dataset.sent) return event.preventDefault()
    form.dataset.sent = "1"
    setTimeout(() => delete form.dataset.sent, 8000)
  })
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent))
  const name = ({ editor }) => {
    const words = document.querySelector(`label[for="${editor.name}"]`)?.textContent || "正文"
    editor.window?.getFrame()?.setAttribute("aria-label", `${words}编辑框`)
  }
  window.CKEDITOR?.on("instanceReady", name)
  Object.values(window.CKEDITOR?.instances || {}).forEach((editor) => name({ editor }))
  judge(); attribute(); term(); arrive()
})()
