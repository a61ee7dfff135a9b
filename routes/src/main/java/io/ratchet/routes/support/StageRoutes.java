package io.ratchet.routes.support;

import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;

/**
 * Routes that name a way of {@link FailurePolicy}. They bring it along: a name that Camel does not know would be passed
 * over without a word, and a failure with it.
 */
public abstract class StageRoutes extends RouteBuilder {
    @Override
    public final void addRoutesToCamelContext(CamelContext context) throws Exception {
        FailurePolicy.into(context);
        super.addRoutesToCamelContext(context);
    }
}
