using ModelDsl.Runtime.Data;

namespace Experiments;

/// <summary>Small square pictures, laid out in rows as one.</summary>
internal static class Tiles
{
    /// <param name="path">The PNG file.</param>
    /// <param name="grey">Numbers from 0 to 1, picture after picture, row after row.</param>
    /// <param name="side">Rows and columns of a picture.</param>
    /// <param name="across">Pictures in a row.</param>
    public static void Write(string path, float[] grey, int side, int across)
    {
        int count = grey.Length / (side * side), width = across * side, height = (count + across - 1) / across * side;
        byte[] picture = new byte[height * width];
        for (int i = 0; i < count * side * side; i++)
        {
            int tile = i / (side * side), row = tile / across * side + i / side % side, column = tile % across * side + i % side;
            picture[row * width + column] = (byte)Math.Clamp(grey[i] * 255, 0, 255);
        }

        PngFile.Write(path, picture, height, width);
    }
}
