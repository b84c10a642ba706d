namespace LrnnSymbolic.Training;

/// <summary>
/// The recurrence (1)-(3), H_t = W_h H_{t-1} + W_x X_t from H_0 = 0 with the outputs Y_t = W_y H_t, on P columns at once: forwards,
/// backwards, and the maps from one end to the other. What goes through a network goes through here, samples, correlations or a change of the weights.
/// </summary>
/// <remarks>
/// Matrices of all steps come in two layouts. Inputs and the slopes of outputs stand one above the other, step 1 first; the states have an
/// array for each step, N_h x P. Where the columns of the inputs are those of W_x itself, the powers P_k = W_h^k W_x stand side by side instead,
/// [P_{T-1} ... P_0], so that most products are large ones.
/// </remarks>
internal readonly ref struct Recurrence
{
    private readonly MatrixView input;
    private readonly MatrixView recurrent;
    private readonly MatrixView output;

    /// <summary>Takes the weights of a network.</summary>
    public Recurrence(NetworkShape shape, ReadOnlySpan<double> parameters)
        : this(shape.InputWeights(parameters), shape.RecurrentWeights(parameters), shape.OutputWeights(parameters))
    {
    }

    /// <summary>Takes W_x, N_h x N_x, W_h, N_h x N_h, and W_y, N_y x N_h.</summary>
    public Recurrence(MatrixView input, MatrixView recurrent, MatrixView output)
    {
        this.input = input;
        this.recurrent = recurrent;
        this.output = output;
    }

    private int Hidden => recurrent.Rows;

    /// <summary>H_1..H_T.</summary>
    /// <param name="inputs">X_1..X_T, (T N_x) x P.</param>
    /// <param name="states">Receive a state each, N_h x P; two arrays in turn are enough where the last state alone is of interest.</param>
    public void Forward(MatrixView inputs, ReadOnlySpan<double[]> states)
    {
        for (int step = 0; step < states.Length; step++)
        {
            var state = states[step].AsSpan(0, Hidden * inputs.Columns);
            Products.Assign(input, Step(inputs, step, input.Columns), state);
            if (step > 0)
                Products.Add(recurrent, State(states[step - 1], inputs.Columns), state);
        }
    }

    /// <summary>Y_t = W_y H_t.</summary>
    public void Read(double[] state, int columns, Span<double> outputs) => Products.Assign(output, State(state, columns), outputs);

    /// <summary>
    /// Adds the gradients by the weights. dL/dH_t = B_t = W_h^T B_{t+1} + W_y^T dL/dY_t, so that dL/dW_x = sum_t B_t X_t^T,
    /// dL/dW_h = sum_t B_t H_{t-1}^T and dL/dW_y = sum_t dL/dY_t H_t^T.
    /// </summary>
    /// <param name="inputs">X_1..X_T, (T N_x) x P.</param>
    /// <param name="states">H_1..H_T, N_h x P each.</param>
    /// <param name="slopes">dL/dY_t of the last steps, those of the outputs that count, with P columns.</param>
    /// <param name="room">For two matrices of N_h x P.</param>
    /// <param name="inputGradient">Is added dL/dW_x.</param>
    /// <param name="recurrentGradient">Is added dL/dW_h; empty where W_h is no variable.</param>
    /// <param name="outputGradient">Is added dL/dW_y.</param>
    public void PullBack(
        MatrixView inputs,
        ReadOnlySpan<double[]> states,
        MatrixView slopes,
        Span<double> room,
        Span<double> inputGradient,
        Span<double> recurrentGradient,
        Span<double> outputGradient)
    {
        int columns = inputs.Columns;
        int firstCounted = states.Length - (slopes.Rows / output.Rows);
        var current = room[..(Hidden * columns)];
        var later = room.Slice(current.Length, current.Length);
        for (int step = states.Length - 1; step >= 0; step--)
        {
            current.Clear();
            if (step < states.Length - 1)
                Products.AddTransposedLeft(recurrent, State(later, columns), current);
            if (step >= firstCounted)
            {
                var slope = Step(slopes, step - firstCounted, output.Rows);
                Products.AddTransposedRight(slope, State(states[step], columns), outputGradient);
                Products.AddTransposedLeft(output, slope, current);
            }

            var stateSlope = State(current, columns);
            Products.AddTransposedRight(stateSlope, Step(inputs, step, input.Columns), inputGradient);
            if (step > 0 && !recurrentGradient.IsEmpty)
                Products.AddTransposedRight(stateSlope, State(states[step - 1], columns), recurrentGradient);
            var free = later;
            later = current;
            current = free;
        }
    }

    /// <summary>The powers and the maps F_i = W_y P_{T-i} from the input of step i to the last output.</summary>
    /// <param name="steps">T.</param>
    /// <param name="powers">Receives [P_{T-1} ... P_0], N_h x (T N_x).</param>
    /// <param name="maps">Receives [F_1 ... F_T], N_y x (T N_x).</param>
    public void Respond(int steps, Span<double> powers, Span<double> maps)
    {
        var first = Side(powers, steps - 1, steps);
        for (int row = 0; row < Hidden; row++)
            input.Row(row).CopyTo(first.Row(row));
        for (int step = steps - 2; step >= 0; step--)
            Products.Assign(recurrent, SideView(powers, step + 1, 1, steps), Side(powers, step, steps));
        Products.Assign(output, SideView(powers, 0, steps, steps), maps);
    }

    /// <summary>
    /// Adds the gradients by the weights from those by the maps: dL/dP_k = W_y^T dL/dF_{T-k} + W_h^T dL/dP_{k+1}, from k = T-1 down to dL/dP_0 = dL/dW_x.
    /// </summary>
    /// <param name="steps">T.</param>
    /// <param name="powers">[P_{T-1} ... P_0], N_h x (T N_x).</param>
    /// <param name="slopes">[dL/dF_1 ... dL/dF_T], N_y x (T N_x).</param>
    /// <param name="room">For a matrix of N_h x (T N_x).</param>
    /// <param name="inputGradient">Is added dL/dW_x.</param>
    /// <param name="recurrentGradient">Is added dL/dW_h.</param>
    /// <param name="outputGradient">Is added dL/dW_y.</param>
    public void PullBackResponse(
        int steps,
        ReadOnlySpan<double> powers,
        MatrixView slopes,
        Span<double> room,
        Span<double> inputGradient,
        Span<double> recurrentGradient,
        Span<double> outputGradient)
    {
        Products.AssignTransposedLeft(output, slopes, room);
        for (int step = 1; step < steps; step++)
            Products.Add(recurrent.Transposed, SideView(room, step - 1, 1, steps), Side(room, step, steps));

        var last = SideView(room, steps - 1, 1, steps);
        for (int row = 0; row < Hidden; row++)
            Products.AddScaled(1, last.Row(row), inputGradient.Slice(row * input.Columns, input.Columns));
        Products.AddTransposedRight(slopes, SideView(powers, 0, steps, steps), outputGradient);
        if (steps > 1)
            Products.AddTransposedRight(SideView(room, 0, steps - 1, steps), SideView(powers, 1, steps - 1, steps), recurrentGradient);
    }

    /// <summary>The gains W_y W_h^r from a hidden state to the output r steps later, N_y x N_h each, for r in 0..T-1.</summary>
    public double[][] Gains(int steps)
    {
        var gains = new double[steps][];
        gains[0] = output.Values.ToArray();
        for (int later = 1; later < steps; later++)
        {
            gains[later] = new double[output.Rows * Hidden];
            Products.Assign(new MatrixView(gains[later - 1], output.Rows, Hidden), recurrent, gains[later]);
        }

        return gains;
    }

    private MatrixView State(ReadOnlySpan<double> state, int columns) => new(state, Hidden, columns);

    private static MatrixView Step(MatrixView stacked, int step, int rows) => stacked.Block(step * rows, 0, rows, stacked.Columns);

    private MatrixView SideView(ReadOnlySpan<double> powers, int first, int count, int steps) =>
        new MatrixView(powers, Hidden, steps * input.Columns).ColumnBlock(first * input.Columns, count * input.Columns);

    private MatrixTarget Side(Span<double> powers, int step, int steps) =>
        new MatrixTarget(powers, Hidden, steps * input.Columns).ColumnBlock(step * input.Columns, input.Columns);
}
