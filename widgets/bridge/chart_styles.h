// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/chart/figure.h"
#include "widgets/bridge/project_session.h"

#include <QHash>
#include <QObject>
#include <QString>

class QUndoStack;

namespace fulcrum::bridge {

class WorkspaceEdits;

/// What a person has chosen for one kind of chart; the rest follows from the data.
struct ChartSettings
{
    double widthMm = 139.7, heightMm = 70, fontPt = 8;
    QString fontFamily = QString::fromLatin1(chart::kFontFamily);
    chart::LegendPlace legend = chart::LegendPlace::Below;
    double legendX = 0, legendY = 0;
    QString title, xLabel, yLabel; ///< instead of the chart's own; empty = those
    chart::AxisRange x, y;
    bool print = false;
    bool seeds = false;        ///< "(3 seeds)" behind the names in the legend
    double smoothing = 0;      ///< step curves only
    bool clipOutliers = false; ///< step curves only
    bool operator==(const ChartSettings&) const = default;

    chart::FigureFormat format() const;
    /// Puts labels and ranges into a figure.
    void apply(chart::Figure& figure) const;
};

/// How the charts of the open project look: the styles of its series, which every view uses, and the settings of each kind of chart.
/// Changes are undone with those of WorkspaceEdits and stored at once. GUI thread.
class ChartStyles : public QObject
{
    Q_OBJECT

public:
    ChartStyles(ProjectSession* session, WorkspaceEdits* edits, QObject* parent = nullptr);

    const chart::StyleBook& book() const { return m_book; }
    /// `what` names the change in the list of what can be undone; changes of the same series and `what` in a row are one.
    void setStyle(const QString& key, const chart::StyleChange& change, const QString& what);
    ChartSettings settings(const QString& kind) const { return m_settings.value(kind); }
    void setSettings(const QString& kind, const ChartSettings& settings, const QString& what);

Q_SIGNALS:
    void bookChanged();
    void settingsChanged(const QString& kind);
    void failed(const fulcrum::Error& error);

private:
    friend class SeriesStyleCommand;
    friend class ChartSettingsCommand;
    void applyStyle(const std::string& key, const chart::StyleChange& change);
    void applySettings(const QString& kind, const ChartSettings& settings);
    void store(std::string kind, std::string name, std::string document);
    void load();
    void clear();

    ProjectSession* m_session;
    WorkspaceEdits* m_edits;
    chart::StyleBook m_book;
    QHash<QString, ChartSettings> m_settings; ///< by kind of chart
    Latest m_load;
};

} // namespace fulcrum::bridge
