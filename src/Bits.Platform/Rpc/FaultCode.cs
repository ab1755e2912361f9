namespace Bits.Platform.Rpc;

/// <summary>Why a call ended without an answer, whatever the transport. The names are those of google.rpc.Code.</summary>
public enum FaultCode
{
    /// <summary>The request is malformed, whatever the state of things.</summary>
    InvalidArgument,

    /// <summary>The caller is not authenticated.</summary>
    Unauthenticated,

    /// <summary>The caller may not.</summary>
    PermissionDenied,

    /// <summary>It is not there, or not the caller's to know.</summary>
    NotFound,

    /// <summary>There is one already.</summary>
    AlreadyExists,

    /// <summary>Something changed under the call: read again and repeat.</summary>
    Aborted,

    /// <summary>Not in this state of things.</summary>
    FailedPrecondition,

    /// <summary>Too much or too often.</summary>
    ResourceExhausted,

    /// <summary>The platform cannot answer at the moment: repeat later.</summary>
    Unavailable,

    /// <summary>It took longer than it may; whether it was done is not known: repeat under the same key.</summary>
    DeadlineExceeded,

    /// <summary>A fault of ours; logged, never shown.</summary>
    Internal,
}
