// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/run_details.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QStackedWidget;
class QTextBrowser;

namespace fulcrum::bridge {
class ActionRegistry;
class JobMonitor;
class RunBook;
}

namespace fulcrum::views {

class MessageCard;
class SegmentedControl;

/// What one run remembers: provenance and relations, results, its spec, its log.
class RunDetailsView : public QWidget
{
    Q_OBJECT

public:
    enum class Part { Overview, Results, Spec, Log };

    RunDetailsView(bridge::ProjectSession* session, bridge::RunBook* book, bridge::JobMonitor* monitor,
        bridge::ActionRegistry* actions, QWidget* parent = nullptr);

    /// 0 = none; `others` = how many are selected beside it.
    void setRun(store::RunId run, int others = 0);
    store::RunId run() const { return m_run; }
    void setPart(Part part);
    Part part() const;
    bool isBusy() const { return m_busy; }
    const bridge::RunDetails& details() const { return m_details; }
    /// What is shown of a part, as plain text.
    QString shownText() const;

Q_SIGNALS:
    void runWanted(fulcrum::store::RunId run); ///< a link to another run was clicked

private:
    void layOutContent();
    void read();
    void showDetails();
    void showMessage();

    // run_details_html.cpp
    QString html(const QString& body) const;
    QString overviewHtml() const;
    QString warningsHtml() const;
    QString lifeHtml() const;
    QString provenanceHtml() const;
    QString checkpointsHtml() const;
    QString failuresHtml() const;
    QString resultsHtml() const;
    QString tableHtml() const;
    QString curvesHtml() const;

    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

    bridge::ProjectSession* m_session;
    bridge::RunBook* m_book;
    bridge::JobMonitor* m_monitor;
    bridge::ActionRegistry* m_actions;
    bridge::Latest m_read;
    store::RunId m_run = 0;
    int m_others = 0;
    bool m_busy = false;
    bool m_stale = false; ///< to be read when it is seen again
    std::optional<Error> m_error;
    bridge::RunDetails m_details;

    QStackedWidget* m_stack;
    MessageCard* m_message;
    QWidget* m_content;
    QLabel *m_title, *m_subtitle;
    SegmentedControl* m_parts;
    QStackedWidget* m_pages;
    QTextBrowser *m_overview, *m_results;
    QPlainTextEdit *m_spec, *m_log;
};

} // namespace fulcrum::views
