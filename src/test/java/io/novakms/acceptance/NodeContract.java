package io.novakms.acceptance;

import io.novakms.testing.RawHttp;
import io.novakms.testing.TestApp;

/** What every contract needs: a node that serves, and callers of it. */
interface NodeContract {
  /** The node, which serves when a test begins. */
  SingleNode node();

  /** What was seen of the node between the start of the server and its registration. */
  FirstLook firstLook();

  /** Requests to the application, as a test spells them. */
  RawHttp http();

  /** An instance of an app, which may call, and has no values. */
  TestApp app();
}
