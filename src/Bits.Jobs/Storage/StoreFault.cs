namespace Bits.Jobs;

/// <summary>Whose fault it is that the store did not do what it was asked.</summary>
enum StoreFault
{
    /// <summary>Nothing is wrong with the store: the program is.</summary>
    None,

    /// <summary>The server's or the network's: everything is tried again.</summary>
    Server,

    /// <summary>That of a row among those that were sent; the others can be stored without it. Tried again later.</summary>
    SomeRow,

    /// <summary>That of a row whose values the table refuses: trying again does not help.</summary>
    BadRow,
}
