namespace ModelDsl.Runtime.Explaining;

/// <summary>Eigenvalues and eigenvectors of a small symmetric matrix by Jacobi's rotations (Golub &amp; Van Loan 2013, 8.5).</summary>
internal static class SymmetricEigen
{
    private const int Sweeps = 50;

    /// <summary>The values, the largest first, and to each its vector. The matrix is used up.</summary>
    public static (double[] Values, double[][] Vectors) Of(double[][] a)
    {
        int size = a.Length;
        double[][] vectors = [.. Enumerable.Range(0, size).Select(i => Enumerable.Range(0, size).Select(j => i == j ? 1.0 : 0).ToArray())];
        for (int sweep = 0; sweep < Sweeps && Outside(a) > 0; sweep++)
        {
            for (int p = 0; p < size; p++)
            {
                for (int q = p + 1; q < size; q++) Rotate(a, vectors, p, q);
            }
        }

        int[] order = [.. Enumerable.Range(0, size).OrderByDescending(i => a[i][i])];
        return ([.. order.Select(i => a[i][i])], [.. order.Select(i => vectors[i])]);
    }

    /// <summary>What is left beside the diagonal, but for rounding.</summary>
    private static double Outside(double[][] a)
    {
        double outside = 0, inside = 0;
        for (int i = 0; i < a.Length; i++)
        {
            inside += a[i][i] * a[i][i];
            for (int j = 0; j < i; j++) outside += a[i][j] * a[i][j];
        }

        return outside > 1e-30 * inside ? outside : 0;
    }

    /// <summary>Turns the plane of two axes so that the number between them becomes 0.</summary>
    private static void Rotate(double[][] a, double[][] vectors, int p, int q)
    {
        if (a[p][q] == 0) return;
        double tau = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        double t = (tau >= 0 ? 1 : -1) / (Math.Abs(tau) + Math.Sqrt(1 + tau * tau)), c = 1 / Math.Sqrt(1 + t * t), s = t * c;
        foreach (double[] row in a) (row[p], row[q]) = (c * row[p] - s * row[q], s * row[p] + c * row[q]);
        for (int i = 0; i < a.Length; i++)
        {
            (a[p][i], a[q][i]) = (c * a[p][i] - s * a[q][i], s * a[p][i] + c * a[q][i]);
            (vectors[p][i], vectors[q][i]) = (c * vectors[p][i] - s * vectors[q][i], s * vectors[p][i] + c * vectors[q][i]);
        }
    }
}
