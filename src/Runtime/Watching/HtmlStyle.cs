namespace ModelDsl.Runtime.Watching;

/// <summary>How a <see cref="HtmlPage"/> looks, by day and by night.</summary>
internal static class HtmlStyle
{
    public const string Sheet = """
        :root { color-scheme: light dark; --ink: #1c1c1e; --soft: #5c5c66; --line: #dcdce2; --page: #fff; --right: 31 111 180; --wrong: 209 97 31 }
        @media (prefers-color-scheme: dark) { :root { --ink: #ececf0; --soft: #a4a4b0; --line: #3c3c46; --page: #18181c; --right: 74 150 216; --wrong: 226 124 62 } }
        body { margin: 2em auto; padding: 0 1.2em; max-width: 72em; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page) }
        h1 { font-size: 1.6em } h2 { font-size: 1.2em; margin: 2em 0 .6em; padding-bottom: .2em; border-bottom: 1px solid var(--line) }
        .wide, pre { overflow-x: auto } pre { font: 13px/1.45 ui-monospace, monospace }
        table { border-collapse: collapse } th, td { padding: .2em .8em; text-align: left; border-bottom: 1px solid var(--line); vertical-align: top }
        th { font-weight: 600; color: var(--soft) } .number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
        .confusion th, .confusion td { padding: .2em .6em; border: 0 } .none { color: var(--line) }
        .right { background: rgb(var(--right) / calc(.75 * var(--part))) } .wrong { background: rgb(var(--wrong) / var(--part)) }
        .pictures { display: flex; flex-wrap: wrap; gap: 1em } figure { margin: 0; max-width: 100% } img { image-rendering: pixelated; max-width: 100%; height: auto }
        figcaption { width: min-content; min-width: 100%; font-size: .85em; line-height: 1.3; color: var(--soft) }
        .charts { display: flex; flex-wrap: wrap; gap: .5em; margin-bottom: 1em } svg { flex: 1 1 20em; max-width: 32em; height: auto }
        svg text { font-family: system-ui, sans-serif; fill: var(--ink) } .title { font-size: 14px; font-weight: 600 } svg .tick { font-size: 12px; fill: var(--soft) }
        .middle { text-anchor: middle } .end { text-anchor: end } .axis { stroke: var(--soft); fill: none } .grid { stroke: var(--line) } .line { stroke-width: 2; fill: none }
        """;
}
