"""One expression, four spellings; each is held to a referee that does not share its code."""

import itertools
import math

import pytest
import sympy
import typst as typst_compiler

from calc.expression import parse, symbol
from calc.notation import python, spoken, typst, written

X = symbol("x")

TABLE = [
    ("x^2", "x²", "x squared", "x^2", "x ** 2"),
    ("2x", "2x", "2 x", "2 x", "2 * x"),
    ("x^3", "x³", "x cubed", "x^3", "x ** 3"),
    ("x+x^4-3x^2", "x⁴ − 3x² + x", "x to the fourth minus 3 x squared plus x", "x^4 - 3 x^2 + x", None),
    ("sin(x)", "sin(x)", "sine of x", "sin(x)", "math.sin(x)"),
    ("exp(x)", "e^x", "e to the x", "e^x", "math.exp(x)"),
    ("exp(-x^2)", "e^(−x²)", "e to the minus x squared", "e^(-x^2)", "math.exp(-x ** 2)"),
    ("ln(x)", "ln(x)", "the natural log of x", "ln(x)", "math.log(x)"),
    ("sqrt(x)", "√x", "the square root of x", "sqrt(x)", "math.sqrt(x)"),
    ("1/x", "1/x", "1 over x", "frac(1, x)", "1 / x"),
    ("-1/x^2", "−1/x²", "minus 1 over x squared", "-frac(1, x^2)", "-1 / x ** 2"),
    ("1-x", "1 − x", "1 minus x", "1 - x", "1 - x"),
    ("1/2-3x^2/2", "1/2 − 3x²/2", "1 over 2, minus 3 x squared over 2", None, "1 / 2 - 3 * x ** 2 / 2"),
    ("0.1x^2", "0.1x²", "0.1 x squared", "0.1 x^2", "0.1 * x ** 2"),
    ("abs(x)", "|x|", "the absolute value of x", "abs(x)", "abs(x)"),
    ("abs(x-1)", "|x − 1|", "the absolute value of the quantity x minus 1", "abs(x - 1)", "abs(x - 1)"),
    ("2sin(x)cos(x)", "2 sin(x) cos(x)", "2 times sine of x, times cosine of x", "2 sin(x) cos(x)", None),
    ("x exp(x)", "x e^x", "x times e to the x", "x e^x", "x * math.exp(x)"),
    ("3*2^x", "3 · 2^x", "3 times 2 to the x", "3 dot 2^x", "3 * 2 ** x"),
    ("x(x+1)", "x(x + 1)", "x times the quantity x plus 1", "x (x + 1)", "x * (x + 1)"),
    ("x^(3/2)", "x^(3/2)", "x to the 3 over 2", "x^(frac(3, 2))", "math.pow(x, 3 / 2)"),
    ("x^12", "x¹²", "x to the power 12", "x^12", "x ** 12"),
    ("1/(1+exp(-x))", "1/(1 + e^(−x))", "1 over the quantity 1 plus e to the minus x", None, None),
    ("exp(x) + 1", "1 + e^x", "1 plus e to the x", "1 + e^x", "1 + math.exp(x)"),
    ("exp(x) - 1", "e^x − 1", "e to the x, minus 1", "e^x - 1", "math.exp(x) - 1"),
    ("exp(2x) + exp(x)", "e^x + e^(2x)", "e to the x, plus e to the 2 x", None, None),
    ("sin(x)^2", "sin(x)²", "sine squared of x", "sin(x)^2", "math.sin(x) ** 2"),
    ("2pi x", "2πx", "2 pi x", "2 pi x", "2 * math.pi * x"),
    ("-5", "−5", "minus 5", "-5", "-5"),
]


@pytest.mark.parametrize(("text", "caption", "speech", "markup", "source"), TABLE)
def test_the_four_spellings(text, caption, speech, markup, source):
    expression = parse(text, ("x",))
    assert written(expression) == caption
    assert spoken(expression) == speech
    assert markup is None or typst(expression) == markup
    assert source is None or python(expression) == source


def test_the_loss_reads_as_people_write_it():
    loss = parse("(b-1)**2 + (w-2)**2", ("w", "b"))
    assert written(loss) == "(w − 2)² + (b − 1)²"
    assert typst(loss) == "(w - 2)^2 + (b - 1)^2"
    assert spoken(loss) == "the quantity w minus 2, squared, plus the quantity b minus 1, squared"
    assert written(loss, ("b", "w")) == "(b − 1)² + (w − 2)²"
    assert written(parse("b + wt", ("w", "t", "b"))) == "wt + b"
    assert written(parse("y^2 + x^2 + xy", ("x", "y"))) == "x² + xy + y²"


ZOO = [text for text, *_ in TABLE] + [
    "(x+1)/(x-1)",
    "2(x+1)^2/3",
    "sqrt(x+1)/(2x)",
    "-2/(3x^3)",
    "x^x",
    "(x+1)^x",
    "ln(x)^2/x",
    "tanh(x)",
    "atan(x/2)",
    "sinh(x)cosh(x)",
    "cos(2x+1)-sin(x)+tan(x)",
    "e",
    "e x",
    "pi",
    "sqrt(2)x",
    "2^(-x)",
    "1/sqrt(x)",
    "x^0.3",
    "x^2sqrt(x+2)exp(x)",
    "exp(x+1)^2",
    "(1+sqrt(x))^3",
    "-(x+1)^2",
    "-x(x+2)",
    "7/9",
    "0.05(x-3)^2",
    "x^2/(x^2+1)",
    "3/(2+sin(x))",
    "1/3^x",
    "abs(x)abs(x+1)/5",
    "exp(-x)/(1+exp(-x))^2",
    "sqrt(x)sin(x)*2^x*3^x",
    "x/1e6/1e6",
]


@pytest.mark.parametrize("text", [text for text in ZOO if "abs" not in text])  # bars are not read back
def test_a_caption_read_back_is_the_same_mathematics(text):
    expression = parse(text, ("x",))
    assert sympy.simplify(parse(written(expression), ("x",)) - expression) == 0


@pytest.mark.parametrize("text", ZOO)
def test_the_python_source_has_the_value_that_sympy_computes(text):
    expression = parse(text, ("x",))
    for derivative in (expression, sympy.diff(expression, X)):
        for x in (0.3, 1.7, 4.0):
            value = eval(python(derivative), {"__builtins__": {}}, {"math": math, "abs": abs, "x": x})
            assert value == pytest.approx(float(derivative.subs(X, x).evalf(30)), rel=1e-12, abs=1e-14)


def test_python_source_refuses_what_would_be_complex():
    for text in ("sqrt(x)", "x^0.3", "x^x", "ln(x)"):
        with pytest.raises(ValueError, match=r"math domain error|expected a positive input"):
            eval(python(parse(text, ("x",))), {"math": math, "x": -1.5})


def test_typst_accepts_every_formula():
    formulas = [typst(parse(text, ("x",))) for text in ZOO]
    formulas += [typst(sympy.diff(parse(text, ("x",)), X)) for text in ZOO]
    page = "\n\n".join(f"$ {formula} $" for formula in formulas)
    assert typst_compiler.compile(page.encode(), format="pdf").startswith(b"%PDF")


def test_speech_tells_formulas_apart():
    alike = ["sin(x)+1", "sin(x+1)", "sqrt(x)+1", "sqrt(x+1)", "exp(x)+1", "exp(x+1)", "1/x+1", "1/(x+1)"]
    alike += ["2(x+1)^2", "2x+1", "2x^2+1", "sin(x)^2", "sin(x^2)", "ln(x)^2", "ln(x^2+1)", "ln(x)^2+1"]
    alike += ["x/2+1", "(x+1)/2", "(x+1)^2", "x+1", "2^(2x)", "2^2*x", "exp(x)/2", "exp(x/2)"]
    for one, other in itertools.combinations(alike, 2):
        assert spoken(parse(one, ("x",))) != spoken(parse(other, ("x",)))


@pytest.mark.parametrize("text", ZOO)
def test_speech_holds_words_and_numbers_only(text):
    speech = spoken(parse(text, ("x",)))
    assert all(character.isalnum() or character in " ,." for character in speech)
    assert "  " not in speech and "the the" not in speech and speech == speech.strip(" ,")


@pytest.mark.parametrize("notation", [written, spoken, typst, python])
def test_what_has_no_notation_is_refused(notation):
    with pytest.raises(ValueError, match="no notation for gamma"):
        notation(sympy.gamma(X))
