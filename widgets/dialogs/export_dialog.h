// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/chart/figure.h"
#include "widgets/bridge/worker.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QPushButton;

namespace fulcrum::dialogs {

/// Writes a figure. The preview is the drawing itself, made by the same code as the file.
class ExportDialog : public QDialog
{
    Q_OBJECT

public:
    ExportDialog(chart::Figure figure, bridge::Worker* worker, QWidget* parent = nullptr);

    chart::FigureFormat format() const;
    QString extension() const;
    /// Writes on the worker; the dialog closes when it worked and stays with the reason when not.
    void exportTo(const QString& file);

Q_SIGNALS:
    void written(const QString& file);

private:
    QWidget* makeSettings();
    void applyPreset(int index);
    void preview();
    void choose();
    void resizeEvent(QResizeEvent* event) override;

    const chart::Figure m_figure;
    bridge::Worker* m_worker;
    bridge::Latest m_render;
    QComboBox *m_kind = nullptr, *m_preset = nullptr, *m_theme = nullptr;
    QDoubleSpinBox *m_width = nullptr, *m_height = nullptr, *m_font = nullptr, *m_dpi = nullptr;
    QCheckBox* m_transparent = nullptr;
    QLabel *m_preview = nullptr, *m_status = nullptr;
    QPushButton* m_export = nullptr;
};

} // namespace fulcrum::dialogs
