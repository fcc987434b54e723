// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/chart_source.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QMenu;
class QSpinBox;
class QStackedWidget;

namespace fulcrum::views {

class MenuButton;

/// What one kind of chart is about: the row above it.
class ChartOptions : public QWidget
{
    Q_OBJECT

public:
    enum class Row { None, Bars, Scatter, DmScores, DmGains, Training };

    explicit ChartOptions(QWidget* parent = nullptr);

    void setRow(Row row);
    /// Keeps what is chosen where it still exists; else the newest runs, and two cells of different
    /// strategies of this task.
    void setChoices(const bridge::ChartChoices& choices, data::Task task);
    void setMeasures(const std::vector<icl::Measure>& measures);
    void setGroups(const std::vector<std::string>& groups); ///< of metrics

    icl::Measure measure() const;
    std::optional<std::pair<icl::CellChoice, icl::CellChoice>> cells() const;
    bridge::DmChartRequest dmRequest(bool gains) const;
    QVector<store::RunId> trainings() const;
    std::string group() const;
    void setCells(const icl::CellChoice& a, const icl::CellChoice& b);
    void setDmRuns(const QVector<store::RunId>& runs);
    void setTrainings(const QVector<store::RunId>& runs);

Q_SIGNALS:
    void changed();

private:
    QWidget* makeBars();
    QWidget* makeScatter();
    QWidget* makeDm();
    QWidget* makeTraining();
    void fillRuns(QMenu* menu, MenuButton* button, const QVector<bridge::RunChoice>& runs, QVector<store::RunId>& chosen);

    QStackedWidget* m_stack;
    QComboBox *m_measure = nullptr, *m_cellA = nullptr, *m_cellB = nullptr, *m_group = nullptr, *m_shape = nullptr;
    MenuButton *m_dmRuns = nullptr, *m_trainings = nullptr;
    QMenu *m_dmMenu = nullptr, *m_trainMenu = nullptr;
    QCheckBox* m_best = nullptr;
    QSpinBox* m_bins = nullptr;
    bridge::ChartChoices m_choices;
    QVector<store::RunId> m_dmChosen, m_trainChosen;
};

} // namespace fulcrum::views
