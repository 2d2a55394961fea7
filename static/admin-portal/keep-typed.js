/* Keeps what is typed until it is saved, offers it back after a time-out, and warns before the idle sign-out.
   Kept in this browser only, for one person and one page, three days at most; never files or passwords, and never
   once a ground is chosen that must not enter an open network. */
(() => {
  const facts = document.getElementById("staying")
  if (!facts) return
  const { user, alive } = facts.dataset
  const idle = Number(facts.dataset.idleMinutes) * 60000
  const PREFIX = `typed:${user}:`
  const KEEP = 3 * 24 * 3600000
  const WARN = Math.min(5 * 60000, idle / 2)
  const FORBIDDEN = ["state_secret", "work_secret"]
  const store = {
    get(name) { try { return JSON.parse(localStorage.getItem(name)) } catch { return null } },
    set(name, value) { try { localStorage.setItem(name, JSON.stringify(value)) } catch { /* full or forbidden: nothing is kept */ } },
    drop(name) { try { localStorage.removeItem(name) } catch { /* as above */ } },
    names() { try { return Object.keys(localStorage) } catch { return [] } },
  }
  store.names().filter((name) => name.startsWith("typed:")).forEach((name) => {
    if (!(Date.now() - (store.get(name)?.at || 0) < KEEP)) store.drop(name)
  })
  const mark = `sent:${user}`
  const sent = sessionStorage.getItem(mark)
  const wrong = document.querySelector(".errornote, .errorlist")
  if (sent && document.querySelector(".messagelist .success") && !wrong) { store.drop(sent); sessionStorage.removeItem(mark) }

  // What is typed -------------------------------------------------------------------------------------------
  const form = document.querySelector("form[data-keep]")
  const key = PREFIX + location.pathname
  const editorOf = (control) => window.CKEDITOR && window.CKEDITOR.instances[control.id]
  const kept = (control) => control.name && !control.name.includes("__prefix__") && !["hidden", "file", "password", "submit", "button"].includes(control.type) && !/csrf|_FORMS$/.test(control.name)
  const read = () => {
    const values = {}
    for (const control of form.elements) {
      if (!kept(control)) continue
      if (control.type === "checkbox" || control.type === "radio") {
        values[control.name] ||= []
        if (control.checked) values[control.name].push(control.value)
      } else values[control.name] = editorOf(control) ? editorOf(control).getData() : control.value
    }
    return values
  }
  const plain = (value) => Array.isArray(value) ? value.join("\n") : String(value ?? "").replace(/<[^>]*>|&nbsp;|\s/g, "")
  const same = (a, b) => Object.keys({ ...a, ...b }).every((name) => plain(a[name]) === plain(b[name]))
  const secret = () => FORBIDDEN.includes(form.elements.attribute_ground?.value) || form.querySelector("[name=conclusion][value=secret]:checked")
  let start, touched = false, timer, typedAt = 0
  const keep = () => {
    if (secret()) return store.drop(key)
    const values = read()
    if (same(values, start)) store.drop(key)
    else store.set(key, { at: Date.now(), values })
  }
  const typed = () => {
    touched = true; typedAt = Date.now()
    clearTimeout(timer); timer = setTimeout(keep, 800)
  }
  const put = (values) => {
    for (const name of Object.keys(values)) { // rows that were added come back first
      const [, prefix, number] = name.match(/^(.+)-(\d+)-/) || []
      const add = prefix && document.querySelector(`#${CSS.escape(prefix)}-group .add-row a`)
      for (let i = 0; add && i < 20 && !form.elements[name] && form.elements[`${prefix}-TOTAL_FORMS`]?.value <= number; i++) add.click()
    }
    for (const control of form.elements) {
      if (!kept(control) || !(control.name in values)) continue
      const value = values[control.name]
      if (Array.isArray(value)) control.checked = value.includes(control.value)
      else if (editorOf(control)) editorOf(control).setData(value)
      else control.value = value
      control.dispatchEvent(new Event("change", { bubbles: true }))
    }
  }
  const button = (words, act, main) => {
    const made = document.createElement("button")
    made.type = "button"; made.className = main ? "button default" : "button"; made.textContent = words
    made.addEventListener("click", act)
    return made
  }
  const offer = (before) => {
    const box = document.createElement("div"), words = document.createElement("p")
    const time = new Date(before.at).toLocaleString("zh-CN", { month: "long", day: "numeric", hour: "2-digit", minute: "2-digit" })
    box.className = "typed-before"; box.setAttribute("role", "status")
    words.textContent = `您${time}在这一页填写、还没有保存的内容还在，要恢复吗？`
    box.append(words, button("恢复", () => { put(before.values); words.textContent = "已恢复，请核对后保存。附件要重新选。"; box.querySelectorAll("button").forEach((one) => one.remove()); typed() }, true),
      button("不要了", () => { store.drop(key); box.remove() }))
    form.before(box)
  }
  const begin = () => {
    start = read()
    const before = store.get(key)
    if (before && !wrong && !same(before.values, start)) offer(before)
    else if (before && !wrong) store.drop(key)
    form.addEventListener("input", typed)
    form.addEventListener("change", typed)
    form.addEventListener("submit", () => { clearTimeout(timer); keep(); touched = false; if (!secret()) sessionStorage.setItem(mark, key) })
    addEventListener("beforeunload", () => { if (touched) { clearTimeout(timer); keep() } })
    const editors = () => Object.values(window.CKEDITOR?.instances || {}).forEach((editor) => {
      if (editor.watched) return
      editor.watched = true
      editor.on("change", typed)
    })
    if (window.CKEDITOR) { editors(); window.CKEDITOR.on("instanceReady", () => { if (!touched) start = read(); editors() }) }
  }
  if (form) { if (document.readyState === "complete") begin(); else addEventListener("load", begin) }
  document.getElementById("logout-form")?.addEventListener("submit", () => store.names().filter((name) => name.startsWith(PREFIX)).forEach(store.drop))

  // Before the idle sign-out -------------------------------------------------------------------------------
  const SEEN = `seen:${user}` // one time for all open pages
  let warning
  const seen = () => Number(store.get(SEEN)) || loaded
  const loaded = Date.now()
  store.set(SEEN, loaded)
  const stay = async () => {
    const answer = await fetch(alive, { redirect: "manual", cache: "no-store", credentials: "same-origin" }).catch(() => null)
    if (answer?.ok) { store.set(SEEN, Date.now()); close(); return }
    if (answer) say("您已经退出登录。填写的内容已留在这台电脑上，重新登录后回到这一页就能恢复。", [["重新登录", () => location.reload()]])
  }
  const close = () => { warning?.remove(); warning = null }
  const say = (words, buttons) => {
    if (warning?.dataset.words === words) return
    close()
    warning = document.createElement("div")
    warning.className = "staying"; warning.setAttribute("role", "alert"); warning.dataset.words = words
    const line = document.createElement("p")
    line.textContent = words
    warning.append(line, ...buttons.map(([label, act]) => button(label, act, true)))
    document.body.append(warning)
  }
  const look = () => {
    const quiet = Date.now() - seen()
    // Typing is work: while it goes on the server hears of it now and then.
    if (typedAt > seen() && quiet > Math.min(4 * 60000, idle / 4) && quiet < idle) return stay()
    if (quiet >= idle) {
      if (form && touched) keep()
      say(`您已${facts.dataset.idleMinutes}分钟没有操作，系统已自动退出。填写的内容已留在这台电脑上，重新登录后能恢复。`, [["重新登录", () => location.reload()]])
    } else if (quiet >= idle - WARN) say("您有一段时间没有操作了，几分钟后会自动退出。", [["继续工作", stay]])
    else if (warning) close()
  }
  setInterval(look, Math.min(20000, idle / 8))
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look() })
})()
