namespace LrnnSymbolic.Algebra

/// How a proof goes: by identities of the algebra alone, or by induction over a length, of which telescoping is one.
type Proof =
    | Identity
    | Induction

/// What is known about a claim. Only Proved and Refuted settle it; Unknown never counts as success.
type Verdict =
    /// Holds wherever both sides have a value, by the reason given.
    | Proved of by: Proof * reason: string
    /// Held at so many points; not a proof.
    | Checked of points: int
    /// Fails at the point described.
    | Refuted of witness: string
    | Unknown of reason: string
    /// Not a claim to be proved: an assumption, a definition, the task as it was given.
    | Given of what: string
    /// An estimate, which is neither exact nor bounded.
    | Estimated of how: string

    member verdict.IsSettled =
        match verdict with
        | Proved _
        | Refuted _ -> true
        | Checked _
        | Unknown _
        | Given _
        | Estimated _ -> false

    static member ByIdentity(reason: string) = Proved(Identity, reason)
    static member ByInduction(reason: string) = Proved(Induction, reason)

    override verdict.ToString() =
        match verdict with
        | Proved(_, reason) -> $"proved: {reason}"
        | Checked points -> $"checked at {points} points"
        | Refuted witness -> $"refuted: {witness}"
        | Unknown reason -> $"unknown: {reason}"
        | Given what -> $"given: {what}"
        | Estimated how -> $"estimate: {how}"
