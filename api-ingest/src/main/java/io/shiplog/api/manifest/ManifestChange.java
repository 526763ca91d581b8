package io.shiplog.api.manifest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.api.read.Ask;
import io.shiplog.api.read.Change;
import io.shiplog.api.read.Target;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kind.GroupVersion;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.StatusException;

/** What the object of a manifest asks for. Pure. */
final class ManifestChange {

    private ManifestChange() {}

    /** Applies the object. Throws StatusException 404 for an unknown kind, 400 for an object without a name. */
    static Change.Apply of(ObjectNode object, Ask ask) {
        String apiVersion = Json.textAt(object, "apiVersion");
        String kindName = Json.textAt(object, "kind");
        Kind kind = Kinds.byApiVersion(apiVersion, kindName);
        if (kind == null) {
            throw StatusException.of(
                    404, "NotFound", "no matches for kind \"" + kindName + "\" in version \"" + apiVersion + "\"");
        }
        String name = Json.textAt(object, "metadata", "name");
        if (name.isEmpty()) {
            throw StatusException.badRequest("the manifest of this " + kindName + " has no metadata.name");
        }
        String namespace = Json.textAt(object, "metadata", "namespace");
        if (kind.namespaced() && namespace.isEmpty()) {
            namespace = "default";
        }
        String version = apiVersion.substring(apiVersion.indexOf('/') + 1);
        GroupVersion spoken = new GroupVersion(KubeObject.groupOf(apiVersion), version);
        Target target = new Target(kind, spoken, kind.namespaced() ? namespace : "", name);
        return new Change.Apply(target, ask, Json.bytes(object));
    }
}
