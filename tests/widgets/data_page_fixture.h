// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/icl/register_jobs.h"
#include "tests/widgets/project_fixture.h"
#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/bridge/sample_browser.h"
#include "widgets/bridge/thumbnail_provider.h"
#include "widgets/bridge/workspace_edits.h"
#include "widgets/bridge/workspace_state.h"
#include "widgets/models/sample_model.h"
#include "widgets/views/data_page.h"

namespace fulcrum::test {

/// A Data page with everything that the window shares, without the window.
struct DataPageFixture
{
    DataPageFixture()
    {
        icl::registerJobs(registry);
        page.resize(1000, 700);
        page.show();
    }

    bool settled() { return !session.isOpening() && !session.datasetsLoading() && session.worker().idle() && !browser.isBusy(); }
    QAction* action(const char* id) { return actions.action(QString::fromLatin1(id)); }
    QString text() const { return browser.text(); }

    jobs::JobRegistry registry;
    bridge::ActionRegistry actions;
    bridge::ProjectSession session {registry};
    bridge::WorkspaceState state;
    bridge::ThumbnailProvider thumbnails;
    bridge::JobMonitor monitor {&session};
    bridge::SampleBrowser browser {&session, &state};
    bridge::WorkspaceEdits edits {&session};
    views::DataPage page {{&session, &state, &browser, &edits, &monitor, &thumbnails, &actions}};
};

} // namespace fulcrum::test
