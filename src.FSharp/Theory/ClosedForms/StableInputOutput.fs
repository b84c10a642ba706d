namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// The closed forms of InputOutputMode in an arrangement that numbers can be put into: nothing overflows however long the time, and
/// nothing cancels as A or the difference k of a^2 and c^2 goes to zero. Real modes.
[<RequireQualifiedAccess>]
module internal StableInputOutput =
    let private real (name: string) = Canonical.symbol (Vocabulary.real name)
    let private A, B, tau, t = InputOutputMode.A, InputOutputMode.B, Mode.timescale, Mode.t
    let private one, two = Canonical.one, Canonical.ofInt 2
    let private square (e: Expr) = Canonical.power e two
    let private isZero (e: Expr) = Canonical.bracket Equal e
    let private isNegative (e: Expr) = Canonical.bracket Less e
    let private isPositive (e: Expr) = isNegative (Canonical.negate e)
    // A bracket by itself, not 1 - [e < 0]: where it is 0 it silences what has no value.
    let private isAtLeastZero (e: Expr) = Canonical.bracket LessOrEqual (Canonical.negate e)

    /// What is left of an exponential after a decay by y >= 0, and its mean on the way: e^(-y) and (1 - e^(-y))/y, which is 1 at y = 0.
    [<NoEquality; NoComparison>]
    type private Decay = { Left: Expr; Mean: Expr }

    /// The decay by y = 2 z. With w = tanh z it leaves (1 - w)/(1 + w), so that 1 - e^(-y) = 2 w/(1 + w), which keeps its digits.
    let private decayBy2 (z: Expr) =
        let w = Functions.apply Tanh [ z ]

        { Left = Canonical.exponential (Canonical.negate (two *. z))
          Mean = isZero z +. isPositive z *. w /. ((one +. w) *. z) }

    /// The same with letters, for proofs: q for what is left.
    let private decayed (q: Expr) (z: Expr) =
        { Left = q
          Mean = (one -. q) /. (two *. z) }

    // ---- A balanced start -----------------------------------------------------------------------------------------------
    //
    // v = 1/u obeys v' = p v + r, so that v(t) = e^(pt) v_0 + r t M(pt), with M(x) = (e^x - 1)/x. A positive exponent is turned
    // into a decay: u = u_0/(e^(pt) + r t u_0 M(pt)) = u_0 e^(-pt)/(1 + r t u_0 M(-pt)).

    let private balancedFrom (grows: bool) (decay: Decay) =
        let _, r = InputOutputMode.linearized
        let pushed = r *. t *. InputOutputMode.u0 *. decay.Mean

        if grows then
            InputOutputMode.u0 /. (decay.Left +. pushed)
        else
            InputOutputMode.u0 *. decay.Left /. (one +. pushed)

    let private absolute (e: Expr) = Functions.apply Abs [ e ]

    /// u(t) for a balanced start u_0 >= 0, for any A and t >= 0.
    let balanced =
        let decay = decayBy2 (absolute A *. t /. tau)
        isAtLeastZero A *. balancedFrom true decay +. isNegative A *. balancedFrom false decay

    /// That both branches are the solution of the derivation, and that both become its solution for A = 0 there.
    let balancedVerdict =
        lazy
            (let q = real "q"
             let p, r = InputOutputMode.linearized
             // u(t) where e^(-pt) is called the growth: 1/q where A > 0, q where A < 0; z is |A| t/tau.
             let solution growth = one /. ((one /. InputOutputMode.u0 +. r /. p) /. growth -. r /. p)
             let z = A *. t /. tau
             let standing = { Left = one; Mean = one }

             [ solution (Canonical.exponential (Canonical.negate p *. t)) -. InputOutputMode.solution
               balancedFrom true (decayed q z) -. solution (one /. q)
               balancedFrom false (decayed q (Canonical.negate z)) -. solution q
               balancedFrom true standing -. InputOutputMode.uncorrelated
               balancedFrom false standing -. InputOutputMode.uncorrelated ]
             |> List.map Equality.isZero)

    // ---- Any start ------------------------------------------------------------------------------------------------------
    //
    // With x the larger and y the smaller of the modes at the start (a and c for k >= 0, c and a for k < 0), K = B |k|/2 and
    // omega^2 = A^2 + K^2, the growing direction of the linear system is (omega + K, A), and the start has the share
    // s = (omega + K) x + A y of it. As |x| >= |y|, neither s nor x(t) is a difference; y(t) is one only where y changes its sign.

    let private anyFrom (share: Expr) (perTurn: Expr -> Expr) (larger: Expr, smaller: Expr) (decay: Decay) =
        let reach = t /. tau *. decay.Mean // (1 - q)/(2 omega)
        let x = decay.Left *. larger +. reach *. share
        let y = decay.Left *. smaller +. perTurn (reach *. A *. share)
        let start = square larger +. square smaller
        let size = decay.Left +. B *. reach *. (start *. decay.Left +. perTurn (reach *. square share))
        x *. y, size

    /// u(t) for any start (a, c), for any A and t >= 0.
    let anyStart =
        let a, c = Mode.a, Mode.c
        let k = (a -. c) *. (a +. c)
        let pull = B *. absolute k /. two
        let omega = Canonical.squareRoot (square A +. square pull)
        let decay = decayBy2 (omega *. t /. tau)
        let turns = isPositive (omega +. pull)
        let perTurn (e: Expr) = turns *. e /. (omega +. pull)
        let larger = isAtLeastZero k *. a +. isNegative k *. c
        let smaller = isAtLeastZero k *. c +. isNegative k *. a
        let sign = Functions.apply Sign [ A ]
        // omega - |A| = K^2/(omega + |A|)
        let share =
            turns
            *. ((pull +. square pull /. (omega +. absolute A)) *. larger
                +. absolute A *. (larger +. sign *. smaller))

        let product, size = anyFrom share perTurn (larger, smaller) decay
        // Both are 0 only when a mode without a share of the growing direction has decayed to nothing.
        isPositive size *. product /. size

    /// That this is the solution of the derivation, with k >= 0 and, by exchanging a and c, with k < 0.
    let anyVerdict =
        lazy
            (let q, omega, m = real "q", real "omega", real "m"
             let a, c = Mode.a, Mode.c
             // Every A and K with omega^2 = A^2 + K^2, as rational functions of m.
             let K = omega *. (one -. square m) /. (one +. square m)
             let A' = two *. omega *. m /. (one +. square m)
             let k = square a -. square c
             let B' = two *. K /. k
             let derived = InputOutputMode.anyFor A' B' (a *. c) k omega (square a +. square c) (one /. q)
             let perTurn (e: Expr) = e /. (omega +. K)
             let share = (omega +. K) *. a +. A' *. c

             let product, size = anyFrom share perTurn (a, c) (decayed q (omega *. t /. tau))

             let stable =
                 product /. size |> Substitution.symbols [ Vocabulary.real "A", A'; Vocabulary.real "B", B' ]

             Equality.isZero (stable -. derived))
