// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/chart/figure.h"
#include "widgets/bridge/worker.h"

#include <QDialog>
#include <functional>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QPushButton;

namespace fulcrum::dialogs {

/// What is exported. `render` runs on the worker and gives the content of a file of this kind ("pdf", ...).
struct ExportSource
{
    QString kind;  ///< "shots": what the last settings are remembered by, and the name of the file
    QString title; ///< of the dialog
    QStringList formats = {QStringLiteral("pdf"), QStringLiteral("svg"), QStringLiteral("png"), QStringLiteral("csv"),
        QStringLiteral("tsv"), QStringLiteral("json"), QStringLiteral("tex")};
    std::function<Result<std::string>(const chart::FigureFormat&, const std::string& kind)> render;
    chart::FigureFormat format; ///< at first
    bool heightFollows = false; ///< from the content: no height is asked for
    bool sizeIsRemembered = false; ///< here, because nobody else does
    QString note;               ///< what to keep in mind (licences); may be empty
};
/// A figure with everything that can be written of it.
ExportSource exportSource(const chart::Figure& figure, const QString& kind, const chart::FigureFormat& format);

/// Puts PNG and SVG of a drawing on the clipboard.
void copyDrawing(const std::string& png, const std::string& svg);

/// Writes a figure. The preview is the drawing itself, made by the same code as the file. Remembers its settings by kind of figure.
class ExportDialog : public QDialog
{
    Q_OBJECT

public:
    ExportDialog(ExportSource source, bridge::Worker* worker, QWidget* parent = nullptr);

    /// Where settings are remembered; empty (as at first) = nowhere.
    static void setSettingsFile(const QString& file);

    chart::FigureFormat format() const;
    QString extension() const;
    void setExtension(const QString& extension);
    /// Writes on the worker; the dialog closes when it worked and stays with the reason when not.
    void exportTo(const QString& file);

Q_SIGNALS:
    void written(const QString& file);
    /// It was exported with this size, text size and font.
    void formatUsed(const fulcrum::chart::FigureFormat& format);

private:
    QWidget* makeSettings();
    void addPictureFields(QFormLayout* form);
    void applyPreset(int index);
    void showFields();
    void preview();
    void choose();
    void copy();
    void finished(const Result<void>& done, const QString& file);
    void remember();
    void recall();
    QString key(const char* name) const;
    void resizeEvent(QResizeEvent* event) override;

    const ExportSource m_source;
    bridge::Worker* m_worker;
    bridge::Latest m_render;
    QString m_folder;
    QComboBox *m_kind = nullptr, *m_preset = nullptr, *m_theme = nullptr;
    QDoubleSpinBox *m_width = nullptr, *m_height = nullptr, *m_font = nullptr, *m_dpi = nullptr;
    QCheckBox *m_transparent = nullptr, *m_paths = nullptr;
    QLabel *m_preview = nullptr, *m_status = nullptr;
    QPushButton *m_export = nullptr, *m_copy = nullptr;
    QFormLayout* m_form = nullptr;
};

} // namespace fulcrum::dialogs
