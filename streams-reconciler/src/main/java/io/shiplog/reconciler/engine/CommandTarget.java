package io.shiplog.reconciler.engine;

import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.object.StatusException;
import io.shiplog.schemas.record.ApplyObject;
import io.shiplog.schemas.record.CommandMeta;
import io.shiplog.schemas.record.CreateObject;
import io.shiplog.schemas.record.DeleteObject;
import io.shiplog.schemas.record.PatchObject;
import io.shiplog.schemas.record.ReplaceObject;
import org.jspecify.annotations.Nullable;

/** What a command on an object is about, as its client spoke it. */
record CommandTarget(CommandMeta meta, String group, String version, String kindName, String namespace, String name) {

    /** The target of a create, replace, patch, apply or delete. */
    static CommandTarget of(Object command) {
        if (command instanceof CreateObject c) {
            return new CommandTarget(
                    c.getMeta(), c.getGroup(), c.getApiVersion(), c.getKind(), c.getNamespace(), c.getName());
        }
        if (command instanceof ReplaceObject c) {
            return new CommandTarget(
                    c.getMeta(), c.getGroup(), c.getApiVersion(), c.getKind(), c.getNamespace(), c.getName());
        }
        if (command instanceof PatchObject c) {
            return new CommandTarget(
                    c.getMeta(), c.getGroup(), c.getApiVersion(), c.getKind(), c.getNamespace(), c.getName());
        }
        if (command instanceof ApplyObject c) {
            return new CommandTarget(
                    c.getMeta(), c.getGroup(), c.getApiVersion(), c.getKind(), c.getNamespace(), c.getName());
        }
        DeleteObject c = (DeleteObject) command;
        return new CommandTarget(
                c.getMeta(), c.getGroup(), c.getApiVersion(), c.getKind(), c.getNamespace(), c.getName());
    }

    /** Bytes of the object or patch that a command carries. */
    static long payload(Object command) {
        if (command instanceof CreateObject c) {
            return c.getObject().remaining();
        }
        if (command instanceof ReplaceObject c) {
            return c.getObject().remaining();
        }
        if (command instanceof PatchObject c) {
            return c.getPatch().remaining();
        }
        return command instanceof ApplyObject c ? c.getObject().remaining() : 0;
    }

    String apiVersion() {
        return new Kind.GroupVersion(group, version).apiVersion();
    }

    /** Throws StatusException 404 when there is no such kind. */
    Kind kind() {
        Kind kind = Kinds.byApiVersion(apiVersion(), kindName);
        if (kind == null) {
            throw StatusException.of(
                    404, "NotFound", "no matches for kind \"" + kindName + "\" in version \"" + apiVersion() + "\"");
        }
        return kind;
    }

    /** Throws StatusException 404 when there is no such kind. */
    ObjectKey key() {
        return kind().key(namespace, name);
    }

    /** The key, or null when there is no such kind: for answers. */
    @Nullable
    ObjectKey keyIfKnown() {
        return Kinds.byApiVersion(apiVersion(), kindName) == null ? null : key();
    }

    /** For people, e.g. {@code ConfigMap default/settings}. */
    String words() {
        return kindName + " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
    }
}
