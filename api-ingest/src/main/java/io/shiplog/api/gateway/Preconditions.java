package io.shiplog.api.gateway;

import io.shiplog.api.read.Change;
import io.shiplog.api.read.Expect;
import io.shiplog.api.read.ResourceView;
import io.shiplog.api.read.Stored;
import io.shiplog.api.read.Target;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.StatusException;
import io.shiplog.schemas.record.Precondition;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Turns the resourceVersion that a client saw, which is an offset, into what the state behind the log knows: uid and
 * version
 * counter. The view must have passed the offset to answer; an object whose current record lies elsewhere has been
 * modified.
 */
final class Preconditions {

    /** No version counter has this value, so only an object that is not there fits it. */
    private static final long NEVER = 0;

    private static final long ANY = -1;

    private Preconditions() {}

    /** The precondition of a change; null inside when it has none. Fails with StatusException 400 or 409. */
    static CompletableFuture<@Nullable Precondition> of(Change change, ResourceView view) {
        Expect expect = expect(change);
        if (expect.resourceVersion().isEmpty()) {
            return CompletableFuture.completedFuture(
                    expect.uid().isEmpty() ? null : new Precondition(expect.uid(), ANY));
        }
        long offset = offset(expect.resourceVersion());
        CompletableFuture<Void> passed = view.whenPassed(offset + 1);
        return passed.orTimeout(ResourceView.VERSION_WAIT_MILLIS, TimeUnit.MILLISECONDS)
                .handle((done, late) -> {
                    if (late != null) {
                        throw modified(change.target());
                    }
                    return at(change.target(), expect.uid(), offset, view);
                });
    }

    private static Precondition at(Target target, String uid, long offset, ResourceView view) {
        Stored current = view.get(target.kind(), target.namespace(), target.name());
        if (current == null) {
            return new Precondition(uid, NEVER);
        }
        if (current.offset() != offset) {
            throw modified(target);
        }
        return new Precondition(
                uid.isEmpty() ? current.object().uid() : uid, current.object().version());
    }

    private static Expect expect(Change change) {
        if (change instanceof Change.Replace replace) {
            return replace.expect();
        }
        if (change instanceof Change.Patch patch) {
            return patch.expect();
        }
        return change instanceof Change.Delete delete ? delete.expect() : Expect.ANYTHING;
    }

    private static long offset(String resourceVersion) {
        try {
            return Long.parseLong(resourceVersion);
        } catch (NumberFormatException e) {
            throw StatusException.badRequest(
                    "Invalid value: \"" + resourceVersion + "\": not a valid resource version");
        }
    }

    private static StatusException modified(Target target) {
        Kind kind = target.kind();
        return StatusException.conflict(
                kind.group(),
                kind.plural(),
                target.name(),
                "the object has been modified; please apply your changes to the latest version and try again");
    }
}
