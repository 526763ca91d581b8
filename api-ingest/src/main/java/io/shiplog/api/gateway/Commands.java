package io.shiplog.api.gateway;

import io.shiplog.api.read.Change;
import io.shiplog.api.read.Target;
import io.shiplog.schemas.record.ApplyObject;
import io.shiplog.schemas.record.CommandMeta;
import io.shiplog.schemas.record.CreateObject;
import io.shiplog.schemas.record.DeleteObject;
import io.shiplog.schemas.record.PatchObject;
import io.shiplog.schemas.record.PatchType;
import io.shiplog.schemas.record.Precondition;
import io.shiplog.schemas.record.ReplaceObject;
import java.nio.ByteBuffer;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Changes as the records that travel on {@code commands}. */
final class Commands {

    private Commands() {}

    /**
     * The command for a change. The group is that of the stored kind, apiVersion the version as the client spoke it.
     */
    static SpecificRecord of(Change change, CommandMeta meta, @Nullable Precondition precondition) {
        if (change instanceof Change.Create create) {
            return create(create, meta);
        }
        if (change instanceof Change.Replace replace) {
            return replace(replace, meta, precondition);
        }
        if (change instanceof Change.Patch patch) {
            return patch(patch, meta, precondition);
        }
        if (change instanceof Change.Delete delete) {
            return delete(delete, meta, precondition);
        }
        return apply((Change.Apply) change, meta);
    }

    private static CreateObject create(Change.Create change, CommandMeta meta) {
        Target target = change.target();
        CreateObject out = new CreateObject();
        out.setMeta(meta);
        out.setGroup(target.spoken().group());
        out.setApiVersion(target.spoken().version());
        out.setKind(target.kind().kind());
        out.setNamespace(target.namespace());
        out.setName(target.name());
        out.setObject(ByteBuffer.wrap(change.object()));
        return out;
    }

    private static ReplaceObject replace(Change.Replace change, CommandMeta meta, @Nullable Precondition precondition) {
        Target target = change.target();
        ReplaceObject out = new ReplaceObject();
        out.setMeta(meta);
        out.setGroup(target.spoken().group());
        out.setApiVersion(target.spoken().version());
        out.setKind(target.kind().kind());
        out.setNamespace(target.namespace());
        out.setName(target.name());
        out.setSubresource(change.subresource());
        out.setObject(ByteBuffer.wrap(change.object()));
        out.setPrecondition(precondition);
        return out;
    }

    private static PatchObject patch(Change.Patch change, CommandMeta meta, @Nullable Precondition precondition) {
        Target target = change.target();
        PatchObject out = new PatchObject();
        out.setMeta(meta);
        out.setGroup(target.spoken().group());
        out.setApiVersion(target.spoken().version());
        out.setKind(target.kind().kind());
        out.setNamespace(target.namespace());
        out.setName(target.name());
        out.setSubresource(change.subresource());
        out.setPatchType(
                switch (change.form()) {
                    case JSON_PATCH -> PatchType.JSON_PATCH;
                    case JSON_MERGE -> PatchType.JSON_MERGE;
                    case STRATEGIC_MERGE -> PatchType.STRATEGIC_MERGE;
                });
        out.setPatch(ByteBuffer.wrap(change.patch()));
        out.setPrecondition(precondition);
        return out;
    }

    private static DeleteObject delete(Change.Delete change, CommandMeta meta, @Nullable Precondition precondition) {
        Target target = change.target();
        DeleteObject out = new DeleteObject();
        out.setMeta(meta);
        out.setGroup(target.spoken().group());
        out.setApiVersion(target.spoken().version());
        out.setKind(target.kind().kind());
        out.setNamespace(target.namespace());
        out.setName(target.name());
        out.setPrecondition(precondition);
        out.setPropagationPolicy(change.propagationPolicy());
        out.setGracePeriodSeconds(change.gracePeriodSeconds());
        out.setEviction(change.eviction());
        return out;
    }

    private static ApplyObject apply(Change.Apply change, CommandMeta meta) {
        Target target = change.target();
        ApplyObject out = new ApplyObject();
        out.setMeta(meta);
        out.setGroup(target.spoken().group());
        out.setApiVersion(target.spoken().version());
        out.setKind(target.kind().kind());
        out.setNamespace(target.namespace());
        out.setName(target.name());
        out.setObject(ByteBuffer.wrap(change.object()));
        return out;
    }
}
