namespace ModelDsl.Models.Tests;

/// <summary>Slopes by trying: an oracle that knows nothing of gradients.</summary>
internal static class CentralDifferences
{
    private const double Distance = 1e-6;

    /// <summary>What each of the numbers does to the function, which is called once more at the end, with the numbers as they were.</summary>
    public static double[] Of(double[] numbers, Func<double[], double> function)
    {
        var differences = new double[numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            double number = numbers[i];
            numbers[i] = number + Distance;
            double above = function(numbers);
            numbers[i] = number - Distance;
            differences[i] = (above - function(numbers)) / (2 * Distance);
            numbers[i] = number;
        }

        function(numbers);
        return differences;
    }
}
