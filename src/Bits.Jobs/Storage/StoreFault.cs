namespace Bits.Jobs;

/// <summary>The cause of a failed call of the store.</summary>
enum StoreFault
{
    /// <summary>A bug in the program, not a fault of the store.</summary>
    None,

    /// <summary>The server or the network failed: the whole call is tried again.</summary>
    Server,

    /// <summary>One of the rows cannot be stored now; it is tried again later, and the others are stored without
    /// it.</summary>
    SomeRow,

    /// <summary>The table refuses the values of a row: trying again does not help.</summary>
    BadRow,
}
