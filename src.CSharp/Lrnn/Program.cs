System.Console.WriteLine("lrnn");
