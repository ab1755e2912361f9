using System.Xml.Linq;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;

namespace Bits.Backend.Startup;

/// <summary>Stores the keys of the login handshake in the database, for all nodes.</summary>
sealed class DataProtectionKeys(NpgsqlDataSource dataSource) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. HandshakeKeys.List(dataSource).Select(XElement.Parse)];

    public void StoreElement(XElement element, string friendlyName) =>
        HandshakeKeys.Add(dataSource, friendlyName, element.ToString(SaveOptions.DisableFormatting));
}
