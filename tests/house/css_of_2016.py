"""What the style sheets may use: known to the browser engines of 2016 (Chrome 54, Firefox 45, Safari 9.1).

All that is younger stands inside an `@supports` block, which those engines have, so that it is never half
understood. A name that is missing here is refused: add it with care if those engines knew it. Custom
properties are in (Firefox 31 in 2014, Chrome 49 and Safari 9.1 in March 2016), so `var()` needs no fallback.
Names with a vendor's prefix are older than 2016 by their nature. Media features are not listed: an engine
takes a query that it does not know as false.
"""

AT_RULES = {"charset", "font-face", "import", "keyframes", "media", "namespace", "page", "supports"}

PROPERTIES = set(
    """
    align-content align-items align-self animation animation-delay animation-direction animation-duration
    animation-fill-mode animation-iteration-count animation-name animation-play-state
    animation-timing-function backface-visibility background background-attachment background-blend-mode
    background-clip background-color background-image background-origin background-position
    background-repeat background-size border border-bottom border-bottom-color border-bottom-left-radius
    border-bottom-right-radius border-bottom-style border-bottom-width border-collapse border-color
    border-image border-left border-left-color border-left-style border-left-width border-radius
    border-right border-right-color border-right-style border-right-width border-spacing border-style
    border-top border-top-color border-top-left-radius border-top-right-radius border-top-style
    border-top-width border-width bottom box-shadow box-sizing break-inside caption-side clear clip color
    column-count column-rule column-width columns content counter-increment counter-reset cursor
    direction display empty-cells fill fill-opacity filter flex flex-basis flex-direction flex-flow
    flex-grow flex-shrink flex-wrap float font font-family font-feature-settings font-kerning font-size
    font-stretch font-style font-variant font-variant-caps font-variant-ligatures font-variant-numeric
    font-weight height hyphens isolation justify-content left letter-spacing line-height list-style list-style-image
    list-style-position list-style-type margin margin-bottom margin-left margin-right margin-top max-height
    max-width min-height min-width mix-blend-mode object-fit object-position opacity order orphans outline
    outline-color outline-offset outline-style outline-width overflow overflow-wrap overflow-x overflow-y
    padding padding-bottom padding-left padding-right padding-top page-break-after page-break-before
    page-break-inside perspective pointer-events position quotes resize right size src stroke
    stroke-dasharray stroke-linecap stroke-linejoin stroke-opacity stroke-width tab-size table-layout
    text-align text-anchor text-decoration text-indent text-overflow text-rendering text-shadow
    text-transform top transform transform-origin transform-style transition transition-delay
    transition-duration transition-property transition-timing-function unicode-bidi unicode-range
    vertical-align visibility white-space widows width will-change word-break word-spacing word-wrap
    writing-mode z-index
    """.split()
)

FUNCTIONS = set(
    """
    attr blur brightness calc contrast counter counters cubic-bezier drop-shadow format grayscale hsl hsla
    hue-rotate invert linear-gradient local matrix matrix3d opacity perspective radial-gradient rect
    repeating-linear-gradient repeating-radial-gradient rgb rgba rotate rotate3d rotatex rotatey rotatez
    saturate scale scale3d scalex scaley sepia skew skewx skewy steps translate translate3d translatex
    translatey translatez url var
    """.split()
)

UNITS = {
    "px",
    "em",
    "rem",
    "ex",
    "ch",
    "vw",
    "vh",
    "vmin",
    "vmax",
    "cm",
    "mm",
    "in",
    "pt",
    "pc",
    "deg",
    "rad",
}
UNITS |= {"grad", "turn", "s", "ms", "dpi", "dpcm", "dppx"}

PSEUDO = set(
    """
    active after before checked disabled empty enabled first-child first-letter first-line first-of-type focus
    hover in-range indeterminate invalid lang last-child last-of-type link not nth-child nth-last-child
    nth-last-of-type nth-of-type only-child only-of-type optional out-of-range required root selection target
    valid visited first left right
    """.split()
)

# Young values of old properties: {property: values}, "*" for any property.
YOUNG_VALUES = {
    "*": {"revert", "revert-layer", "fit-content", "min-content", "max-content", "stretch"},
    "display": {"grid", "inline-grid", "subgrid", "contents", "flow-root", "ruby"},
    "position": {"sticky"},
    "overflow": {"clip"},
    "overflow-x": {"clip"},
    "overflow-y": {"clip"},
    "overflow-wrap": {"anywhere"},
    "white-space": {"break-spaces"},
    "word-break": {"break-word", "auto-phrase"},
    "align-items": {"start", "end", "self-start", "self-end"},
    "align-self": {"start", "end", "self-start", "self-end"},
    "align-content": {"start", "end", "space-evenly"},
    "justify-content": {"start", "end", "left", "right", "space-evenly"},
    "text-decoration": {"dotted", "dashed", "wavy", "from-font"},
    "float": {"inline-start", "inline-end"},
    "clear": {"inline-start", "inline-end"},
}
