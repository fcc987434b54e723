// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/views/welcome_page.h"

#include <QByteArray>
#include <QMap>
#include <QObject>
#include <QSet>
#include <QTimer>
#include <functional>

class QSettings;

namespace fulcrum::shell {

/// What the window looked like, per project: restored at the next start.
struct SessionState
{
    QByteArray geometry, docks;
    QString project;     ///< folder; empty = none
    QString page;        ///< "data"
    QString task;        ///< "caption"
    QString split;       ///< "val"
    qint64 query = -1;   ///< sample index of the current query
    int shots = 4;
    QString search;      ///< text of the filter
    QString sort;        ///< bridge::sortText
    QString view;        ///< "grid", "table", "both"
    QByteArray columns;  ///< of the table
    int thumbnailSide = 152;
    QString runsView;      ///< "list", "table"
    QByteArray runColumns; ///< of the list of runs
    QString pivot;         ///< views::PivotView::specText
    QStringList sequences; ///< views::SequencesPage::viewState
    QStringList hiddenSeries;
    QString compare;     ///< "strategies", "runs", "config", "sets"
    QString set;         ///< name of the ICD set that is shown
    QString chart;       ///< kind of chart, as views::ChartsPage::kindName
    QString map;             ///< views::MapPage::viewText
    qint64 dmRun = 0;        ///< of the D_M page
    double dmThreshold = 0;
    bool operator==(const SessionState&) const = default;
};

/// A page and docks that a person has saved under a name.
struct SavedLayout
{
    QString page;
    QByteArray docks;
};

/// Keeps the session in a file: saved 2 s after a change and at the end. Also recent projects and saved layouts.
class SessionStore : public QObject
{
    Q_OBJECT

public:
    /// Version of the window's docks: a layout of another version is not restored.
    static constexpr int kDockVersion = 4;

    /// `capture` gives the present state when it is time to save.
    SessionStore(const QString& sessionFile, const QString& configFile, QObject* parent = nullptr);
    void setCapture(std::function<SessionState()> capture) { m_capture = std::move(capture); }

    /// Nothing is saved (and nothing was restored) when false: --clean, screenshots.
    void setEnabled(bool enabled) { m_enabled = enabled; }
    bool isEnabled() const { return m_enabled; }

    SessionState load() const;
    /// Something worth remembering has changed: saves in 2 s unless it changes again.
    void touch();
    /// Saves at once.
    void save();
    /// True when the last program that used this session did not end by itself. Marks the session as in use.
    bool begin();
    /// The program ends well.
    void end();

    QVector<views::RecentProject> recent() const;
    void addRecent(const QString& folder, const QString& name);

    QMap<QString, SavedLayout> layouts() const;
    void saveLayout(const QString& name, const SavedLayout& layout);
    void removeLayout(const QString& name);

    /// Where recent projects and the settings (bridge::Settings) are.
    const QString& configFile() const { return m_configFile; }

private:
    void writeLayouts(const QMap<QString, SavedLayout>& all);

    QString m_sessionFile, m_configFile;
    std::function<SessionState()> m_capture;
    QTimer m_timer;
    bool m_enabled = true;
};

} // namespace fulcrum::shell
