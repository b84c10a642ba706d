/// From text to expressions, for the tests; a text that is not of the grammar fails the test.
module LrnnSymbolic.Algebra.Tests.Readers

open System.Text.RegularExpressions
open Expecto
open LrnnSymbolic.Algebra

let parse (vocabulary: Vocabulary) (text: string) : Expr =
    match Parser.parse vocabulary text with
    | Ok e -> e
    | Error failure -> failtest $"'{text}' does not parse: {failure}"

let real = parse Vocabulary.real
let complex = parse Vocabulary.complex

/// Reads the task grammar, in which a space between two factors may stand for their product.
let read (text: string) : Expr = real (Regex.Replace(text, @"(?<=[\w)\]]) (?=[\w(])", "*"))

/// A polynomial in x.
let univariate (text: string) : Univariate =
    match Univariate.ofExpr (read "x") (read text) with
    | Ok p -> p
    | Error reason -> failtest reason
