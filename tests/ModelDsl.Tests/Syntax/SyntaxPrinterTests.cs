using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Tests.Syntax;

public sealed class SyntaxPrinterTests
{
    [Fact]
    public void every_construct_has_its_line()
    {
        Assert.Equal(
            """
            model Everything
              input 3x224x224
              defaults
                layer conv
                  option bias no
                layer maxpool, kernel 3, stride 2
              activation
                layer leaky
                  option 0.1
              chain stem =
                layer conv, kernel 11, width 64, stride 4 x2
                  option pad 2
                  option init normal 0.01
                layer lrn
                  option 5
                  option alpha 0.0001
                  option k 2
                layer maxpool, kernel 3x2, stride 1x2
              chain d1 =
                group x3
                  layer conv, kernel 1x7, width 192
                  layer bn
                  layer relu
              chain
                layer d, kernel 1
                group
                  layer fc, width 10
                  group x2
                    layer bn
                    layer relu
              loss cross-entropy
              expect
                params 61706
                macs 416520
                output 10
            table T (A, B-2, 18-layer)
              input 28x28 gray
              row
                cell
                  layer conv, kernel 3, width 64 x2
                  layer LRN
                cell
                  group x3
                    layer conv, kernel 3, width 64
                    layer bn
                    layer relu
                cell
              row
                cell
                cell
                  layer fc, width 10
                    option linear
                  layer softmax
                cell
              chain
                layer fc, width 10
                layer softmax
              expect
                params 1 | 2 | 3000
              expect
                output 10

            """,
            Trees.Of(Samples.Everything));
    }

    [Fact]
    public void places_are_printed_where_the_text_is_given()
    {
        var text = new SourceText("m.net", "model M\n  fc-10 -> relu x2 tanh\n  fc-10 x2");
        Assert.Equal(
            """
            model M  1:1+42
              broken  2:3+21
              chain  3:3+8
                layer fc, width 10 x2  3:3+8

            """,
            SyntaxPrinter.Print(Parser.Parse(text).File, text));
    }
}
