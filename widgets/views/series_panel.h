// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/chart/style_book.h"

#include <QWidget>
#include <functional>

class QComboBox;
class QLineEdit;
class QListView;
class QToolButton;

namespace fulcrum::bridge {
class ChartStyles;
}
namespace fulcrum::models {
class SeriesModel;
}

namespace fulcrum::views {

/// The series of a chart at its left: which are shown, and how each looks in every view of the project.
class SeriesPanel : public QWidget
{
    Q_OBJECT

public:
    SeriesPanel(models::SeriesModel* model, bridge::ChartStyles* styles, QWidget* parent = nullptr);

    /// The series that the editor below the list changes; empty = none.
    QString current() const;
    void select(const QString& key);
    /// Why nothing can be changed; empty when it can.
    void setObstacle(const QString& reason);

private:
    QWidget* makeEditor();
    void showCurrent();
    void chooseColor();
    void change(const QString& what, const std::function<void(chart::StyleChange&)>& edit);
    void showMenu(const QPoint& at);
    void resizeEvent(QResizeEvent* event) override;
    chart::SeriesStyle currentStyle() const;

    models::SeriesModel* m_model;
    bridge::ChartStyles* m_styles;
    QListView* m_list;
    QWidget* m_editor = nullptr;
    QToolButton* m_color = nullptr;
    QComboBox *m_marker = nullptr, *m_dash = nullptr;
    QLineEdit *m_label = nullptr, *m_group = nullptr;
    QToolButton* m_reset = nullptr;
};

} // namespace fulcrum::views
