namespace ModelDsl.Runtime.Tests.Data;

/// <summary>Images of 4 rows and 5 columns as files, written with Pillow, and their pixels as it reads them, channel after channel.</summary>
internal static class SmallImages
{
    /// <summary>Random grey values.</summary>
    public static byte[] GreyPng => Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAUAAAAECAAAAABjWKqcAAAAIUlEQVR42mPIamaY/JNh6oPYH7eYdwhcO/ybme1u7TUWAIzDC7rf"
        + "7oo4AAAAAElFTkSuQmCC");

    /// <summary>Random colours.</summary>
    public static byte[] RgbPng => Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAUAAAAECAIAAADJUWIXAAAAS0lEQVR42gFAAL//AGqY+YO4yAAV/ZPKa/mpigNgKypU/fXtU7qA"
        + "YtXiNdUDuITpEArm1rv6w1wL+2LoAgU5b6DI9Wu9pv2UK+fTtmMkI8ie5DgeAAAAAElFTkSuQmCC");

    /// <summary>The same colours with a random alpha.</summary>
    public static byte[] RgbaPng => Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAUAAAAECAYAAABGM/VAAAAAX0lEQVR42gFUAKv/AGqY+RyDuMh3ABX9NpPKawD5qYrABCvfrc1L"
        + "/AYp2pLGYmVQ5onhfNflAQK/PLh/9B4AxLUUDxw1/N43XtRYAAf4q64he08hsCUUcV4xlQF/zvRV0w4npVmyHt4AAAAASUVORK5C"
        + "YII=");

    /// <summary>Three colours of a palette, two bits a pixel.</summary>
    public static byte[] PalettePng => Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAUAAAAEAgMAAAA7XR3TAAAADFBMVEX/AAAA/wAKFB4AAAChhnKdAAAADUlEQVR4nGOQcGCAIQAH"
        + "/AFhpUHb0wAAAABJRU5ErkJggg==");

    /// <summary>A chessboard of one bit a pixel.</summary>
    public static byte[] BlackAndWhitePng => Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAUAAAAEAQAAAABuSMjtAAAAEElEQVR42mMIYFjB/IdhBQAJKAKgLT7Q1QAAAABJRU5ErkJggg==");

    /// <summary>Random grey values of sixteen bits.</summary>
    public static byte[] SixteenBitPng => Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAUAAAAEEAAAAAAzyHbfAAAAN0lEQVR42gEsANP/AbB1AwLEU8chYZEAS+TuYwrb75BZ/wHzUNtQ"
        + "3fDoYhYgAyYj0kIKvYE27hW/DBP2/nCCIgAAAABJRU5ErkJggg==");

    /// <summary>A gradient, its colours in full resolution.</summary>
    public static byte[] RgbJpeg => Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMU"
        + "FRUVDA8XGBYUGBIUFRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU"
        + "FBQUFBQUFBT/wAARCAAEAAUDAREAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUF"
        + "BAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVW"
        + "V1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi"
        + "4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAEC"
        + "AxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVm"
        + "Z2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq"
        + "8vP09fb3+Pn6/9oADAMBAAIRAxEAPwBvwx8bat/wj4/0j09a+Aw2Aocmx1cG8P5f/Z69zsf/2Q==");

    /// <summary>The gradient, its colours in half the resolution.</summary>
    public static byte[] SubsampledJpeg => Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAx"
        + "NDQ0Hyc5PTgyPC4zNDL/2wBDAQkJCQwLDBgNDRgyIRwhMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIy"
        + "MjIyMjIyMjL/wAARCAAEAAUDASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUF"
        + "BAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVW"
        + "V1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi"
        + "4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAEC"
        + "AxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVm"
        + "Z2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq"
        + "8vP09fb3+Pn6/9oADAMBAAIRAxEAPwBNF1K5+xD56KKK8yMI2Wh3YKlT+rw91bdj/9k=");

    /// <summary>The gradient, in several scans.</summary>
    public static byte[] ProgressiveJpeg => Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMU"
        + "FRUVDA8XGBYUGBIUFRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU"
        + "FBQUFBQUFBT/wgARCAAEAAUDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAH/xAAUAQEAAAAAAAAAAAAAAAAAAAAF/9oA"
        + "DAMBAAIQAxAAAAGAJT//xAAXEAADAQAAAAAAAAAAAAAAAAADBAUU/9oACAEBAAEFApjpc/8A/8QAGhEAAQUBAAAAAAAAAAAAAAAA"
        + "AwABBBQiMf/aAAgBAwEBPwGAEdUeW4v/xAAXEQEAAwAAAAAAAAAAAAAAAAACABEx/9oACAECAQE/ASDWT//EABUQAQEAAAAAAAAA"
        + "AAAAAAAAAAAy/9oACAEBAAY/Aqf/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oACAEBAAE/IXP/2gAMAwEAAgADAAAAEAf/xAAXEQAD"
        + "AQAAAAAAAAAAAAAAAAAAAUFh/9oACAEDAQE/EMJIj//EABcRAAMBAAAAAAAAAAAAAAAAAAARIZH/2gAIAQIBAT8QUxh//8QAFxAA"
        + "AwEAAAAAAAAAAAAAAAAAABFRcf/aAAgBAQABPxBBin//2Q==");

    /// <summary>A grey gradient.</summary>
    public static byte[] GreyJpeg => Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMU"
        + "FRUVDA8XGBYUGBIUFRT/wAALCAAEAAUBAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUF"
        + "BAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVW"
        + "V1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi"
        + "4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/ALn7Enhqw/4VNH+6/wCef8jX/9k=");

    /// <summary>Colours of print, which are not read.</summary>
    public static byte[] CmykJpeg => Convert.FromBase64String(
        "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwAQCwwODAoQDg0OEhEQExgoGhgWFhgxIyUdKDozPTw5Mzg3QEhcTkBEV0U3OFBtUVdfYmdo"
        + "Zz5NcXlwZHhcZWdj/8AAFAgABAAFBEMRAE0RAFkRAEsRAP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIB"
        + "AwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZH"
        + "SElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV"
        + "1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/aAA4EQwBNAFkASwAAPwB3heFP7NHHpTv7Suv79ZOl/wDHtXoFf//Z");

    /// <summary>File, channels, and pixels in hexadecimal digits.</summary>
    public static TheoryData<string, int, string> All => new()
    {
        { nameof(GreyPng), 1, "6a830093f995e05df8da02814561980721b05e7f" },
        { nameof(RgbPng), 3, "6a830093f995e05df8da02814561980721b05e7f98b815caa97794a71a96bfb3689dfbf87b2531cef9c8fd6b8aa6ac8e5142"
            + "3c5a6e6a3eab4f1495f4" },
        { nameof(RgbaPng), 3, "6a830093f995e05df8da02814561980721b05e7f98b815caa97794a71a96bfb3689dfbf87b2531cef9c8fd6b8aa6ac8e5142"
            + "3c5a6e6a3eab4f1495f4" },
        { nameof(PalettePng), 3, "ff000aff00ff000aff00ff000aff00ff000aff0000ff1400ff00ff1400ff00ff1400ff00ff1400ff00001e000000001e0000"
            + "00001e000000001e0000" },
        { nameof(BlackAndWhitePng), 1, "00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff" },
        { nameof(SixteenBitPng), 1, "b0b3773f9f4ced0bef5af2ceab93a89f88a31d50" },
        { nameof(RgbJpeg), 3, "0129517aa0062f5880a5163f678eb41c456d94bac9c7c8c9c8acaaaaabab8b898a8c8b716f7072712134485e701e2e445b6b"
            + "2030465c6d1c2f43596b" },
        { nameof(SubsampledJpeg), 3, "142d5b819f162f5c82a1233c678fac263e6c91afb9bec1c4c1a5a9acafad84898c8e8c7176787b7a2e3b5467772532495e6d"
            + "19293f5563121f384a5b" },
        { nameof(ProgressiveJpeg), 3, "18335f85a5142f5b81a11e39648ba91c376388a8bbc1c0c3c5a3a9a9abae868c8c8e92717776797c2c3b4d60702332445768"
            + "25344557691e2d3e5063" },
        { nameof(GreyJpeg), 1, "00285077a109315980aa153d658cb51d456d94bd" },
    };

    public static byte[] Named(string name) => (byte[])typeof(SmallImages).GetProperty(name)!.GetValue(null)!;
}
