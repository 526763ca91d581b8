package io.shiplog.api.read;

import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kind.GroupVersion;

/**
 * The object that a change is about.
 *
 * @param spoken version in which the client speaks
 * @param namespace empty for cluster-scoped kinds
 * @param name may be empty in a create with generateName
 */
public record Target(Kind kind, GroupVersion spoken, String namespace, String name) {}
