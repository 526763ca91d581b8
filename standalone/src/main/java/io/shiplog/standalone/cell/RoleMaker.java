package io.shiplog.standalone.cell;

import io.shiplog.schemas.role.ClusterContext;
import io.shiplog.schemas.role.Role;
import java.util.function.Function;

/**
 * Makes one role.
 *
 * @param name the role's name, also of its directory
 * @param maker makes it, not started
 */
public record RoleMaker(String name, Function<ClusterContext, Role> maker) {

    Role make(ClusterContext context) {
        return maker.apply(context);
    }
}
